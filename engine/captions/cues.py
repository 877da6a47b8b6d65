"""Cues: spoken lines as captions, for as long as they are spoken.

It knows frames; where a text is broken is `chunks`' business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from engine.captions.chunks import chunks, columns
from schemas.edit import Caption, SoundClip
from schemas.locale import language_of
from schemas.timing import frames_at

__all__ = ["cues"]

_SHORTEST = 1.0
"""Seconds below which a caption is not read (BBC subtitle guidelines ask for about one)."""
_LINGER = 0.4
"""Seconds that a caption stays after its last word where nothing follows at once."""
_SILENCE = 2.0
"""Seconds of music alone that a cue names."""
_MUSIC = {"en": "music", "de": "Musik", "fr": "musique", "es": "música", "zh": "音乐", "ja": "音楽"}


def cues(
    spoken: Sequence[SoundClip],
    rate: Fraction,
    locale: str,
    *,
    end: int,
    music: bool = False,
) -> tuple[Caption, ...]:
    """Captions of at most two lines, in order and without overlaps.

    A caption begins with its first word, where the voice told when it is heard; else a line's time
    is shared by the length of its captions' text. Each stays at least a second where the line is
    long enough. The last caption of a line stays a moment longer where the next line or the
    film's end (`end`, in frames) leaves time. With `music`, a film that begins with two seconds or
    more without speech opens with a cue that says so.
    """
    lines = sorted((line for line in spoken if line.text.strip()), key=lambda line: line.start)
    found: list[Caption] = []
    for line, following in pairwise([*lines, None]):
        if line is None:
            break
        free = max(line.start + 1, following.start if following else end)
        found += _timed(line, min(free, _wanted_end(line, rate)), rate)
    opening = found[0].start if found else end
    if music and opening >= frames_at(rate, _SILENCE):
        name = _MUSIC.get(language_of(locale), _MUSIC["en"])
        found.insert(0, Caption(start=0, frames=opening, text=f"[{name}]"))
    return tuple(found)


def _wanted_end(line: SoundClip, rate: Fraction) -> int:
    shortest = line.start + frames_at(rate, _SHORTEST)
    return max(shortest, line.start + line.frames + frames_at(rate, _LINGER))


def _timed(line: SoundClip, end: int, rate: Fraction) -> Iterator[Caption]:
    """The line's captions; the last stays until `end`."""
    frames = min(line.frames, end - line.start)
    texts = chunks(line.text)
    if len(texts) > frames:
        texts = (line.text,)
    least = frames_at(rate, _SHORTEST)
    starts = _heard(line, texts, least) if line.words else _measured(line, texts, frames, least)
    for text, (start, stop) in zip(texts, pairwise([*starts, end]), strict=True):
        yield Caption(start=start, frames=stop - start, text=text)


def _measured(line: SoundClip, texts: Sequence[str], frames: int, least: int) -> list[int]:
    """Where each text begins, by its share of the line."""
    lengths = _shared([columns(text) for text in texts], frames, least)
    return [line.start + round(at) for at in accumulate([0.0, *lengths[:-1]])]


def _heard(line: SoundClip, texts: Sequence[str], least: int) -> list[int]:
    """Where each text begins: with its first word, and so that each stays `least` frames if it can.

    Letters are counted without spaces, which captions break lines at. Within a word, for languages
    that have long ones, time goes as letters do.
    """
    at = [(_letters(line.text[: word.at]), word.start) for word in line.words]
    at = [*at, (_letters(line.text), line.end)]
    begins = accumulate([0, *(_letters(text) for text in texts[:-1])])
    starts = [round(_between(at, letters)) for letters in begins]
    starts[0] = line.start
    room = line.frames // len(texts)
    for n in range(1, len(starts)):
        starts[n] = max(starts[n], starts[n - 1] + min(least, room))
    last = line.end
    for n in reversed(range(1, len(starts))):
        starts[n] = min(starts[n], last - max(1, min(least, room)))
        last = starts[n]
    return starts


def _letters(text: str) -> int:
    return sum(not mark.isspace() for mark in text)


def _between(at: Sequence[tuple[int, int]], letters: int) -> float:
    """The frame at which so many letters are said."""
    for (low, start), (high, end) in pairwise(at):
        if letters < high:
            return start + (end - start) * max(0, letters - low) / (high - low)
    return at[-1][1]


def _shared(weights: Sequence[float], frames: int, least: int) -> list[float]:
    """`frames` shared by weight, with at least `least` for each where there are enough."""
    if len(weights) * least >= frames:
        return [frames / len(weights)] * len(weights)
    short: set[int] = set()
    while True:
        left = frames - least * len(short)
        total = sum(weight for n, weight in enumerate(weights) if n not in short)
        shares = [
            float(least) if n in short else left * weight / total
            for n, weight in enumerate(weights)
        ]
        below = {n for n, share in enumerate(shares) if share < least}
        if not below:
            return shares
        short |= below
