"""Speaking: how much can be said over a shot, as it is estimated, and a row's own narration shared
out over the shots. The edit fits what was really spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from engine.binding import bind, is_late
from engine.sound.pace import estimate_seconds
from engine.writers import timing
from engine.writers.model.answers import Faults, malformed
from engine.writers.model.direction import Room
from schemas.script import Line, Script, placeholders_in
from schemas.shot import Shot
from schemas.storyboard import Storyboard
from schemas.timing import frames_at, seconds_of

__all__ = ["assert_fits", "handle", "lasts", "narrated", "sentences_in", "spoken"]


def assert_fits(
    script: Script, storyboard: Storyboard, known: dict[str, str], *, handles: float
) -> None:
    """Raises InvalidAnswer for lines too long for their shots and that share of their handles."""
    faults = Faults()
    for line in script.lines:
        needed = spoken(line.text, known, script.locale)
        room = lasts(storyboard.shot(line.shot), storyboard, handles=handles)
        if needed > room:
            most = Room(script.locale).characters(room)
            faults.add(
                malformed(
                    f"the line over shot {line.shot!r} takes {needed:.1f} s to say and the shot "
                    f"lasts {room:.1f} s: say at most about {most} characters: {line.text!r}"
                )
            )
    faults.raise_any()


def handle(seconds: float) -> float:
    """Seconds that the take of a shot of `seconds` runs on for, in halves."""
    room = max(0.0, seconds - timing.LEAD - timing.TAIL)
    return round(2 * (timing.HANDLE_LEAST + timing.HANDLE_SHARE * room) + 0.49) / 2


def spoken(text: str, known: Mapping[str, str], locale: str) -> float:
    """Seconds from the beginning of the shot to the end of its words."""
    late = [name for name in placeholders_in(text) if is_late(f"{{{name}}}")]
    for name in late:
        text = text.replace(f"{{{name}}}", "")
    wpm = timing.WORDS_PER_MINUTE
    settled = estimate_seconds(bind(text, known), locale, wpm) if text.strip(" .,!?;:") else 0.0
    return timing.LEAD + settled + timing.LATE_LINE * len(late) + timing.TAIL


def sentences_in(known: Mapping[str, str]) -> list[str]:
    """The placeholders of a narration's sentences, in order."""
    count = sum(name.removeprefix("narration").isdigit() for name in known)
    return [f"narration{n}" for n in range(1, count + 1)]


def narrated(storyboard: Storyboard, known: Mapping[str, str], locale: str) -> tuple[Line, ...]:
    """The row's own narration as lines: each sentence over the shot that its middle falls into."""
    names = sentences_in(known)
    wpm = timing.WORDS_PER_MINUTE
    lengths = [estimate_seconds(known[name], locale, wpm) for name in names]
    total, ends = sum(lengths) or 1.0, list(accumulate(shot.frames for shot in storyboard.shots))
    said: dict[str, list[str]] = {}
    for name, length, end in zip(names, lengths, accumulate(lengths), strict=True):
        middle = (end - length / 2) / total * ends[-1]
        shot = next(
            shot
            for shot, last in zip(storyboard.shots, ends, strict=True)
            if middle < last or last == ends[-1]
        )
        said.setdefault(shot.name, []).append(f"{{{name}}}")
    lead = frames_at(storyboard.rate, timing.LEAD)
    return tuple(Line(shot=shot, text=" ".join(parts), offset=lead) for shot, parts in said.items())


def lasts(shot: Shot, storyboard: Storyboard, *, handles: float) -> float:
    """Seconds of the shot, with that share of its handle."""
    return seconds_of(shot.frames, storyboard.rate) + handles * seconds_of(
        shot.handle, storyboard.rate
    )
