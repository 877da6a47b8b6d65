"""Speech: how much can be said over a shot, and a row's own narration shared out over the shots.

It estimates; the edit fits what was really spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from engine.binding import bind, is_late
from engine.sound.pace import estimate_seconds
from engine.writers import timing
from schemas.locale import language_of
from schemas.script import Line, placeholders_in
from schemas.shot import Shot
from schemas.storyboard import Storyboard
from schemas.timing import frames_at, seconds_of

__all__ = ["characters", "handle", "lasts", "narrated", "sentences_in", "spoken"]

_SAMPLES = {"zh": "字" * 40, "ja": "かな漢字の文" * 7, "ko": "한글로쓴문장" * 7}
_SAMPLE = "some plain words of everyday length follow each other here"


def handle(seconds: float) -> float:
    """Seconds that the take of a shot of `seconds` runs on for, in halves."""
    room = max(0.0, seconds - timing.LEAD - timing.TAIL)
    return round(2 * (timing.HANDLE_LEAST + timing.HANDLE_SHARE * room) + 0.49) / 2


def characters(seconds: float, locale: str) -> int:
    """About how many characters of `locale` a voice says within a shot of `seconds`."""
    sample = _SAMPLES.get(language_of(locale), _SAMPLE)
    each = estimate_seconds(sample, locale, timing.WORDS_PER_MINUTE) / len(sample)
    return max(0, int((seconds - timing.LEAD - timing.TAIL) / each) // 5 * 5)


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
