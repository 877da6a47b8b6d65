"""Spoken: when each written word of a line is heard, in the film's frames.

It knows how a line is written and how it is said; not who says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine.edit.lengths import Voiced
from engine.sound.wording import worded
from schemas.edit import SoundClip, SpokenWord

__all__ = ["spoken_words"]


def spoken_words(
    said: Voiced, clip: SoundClip, rate: Fraction, locale: str
) -> Iterator[SpokenWord]:
    """The words of `clip.text`, in order, none within another. None where the voice did not tell.

    What is said in several words and written in one ("129 euros", "129,00 €") is one word here.
    """
    wording = worded(said.line.text, locale)
    marks = [n for n, mark in enumerate(clip.text) if not mark.isspace()]
    letters = sum(not mark.isspace() for mark in wording.written)
    found: dict[int, tuple[int, int]] = {}
    for word in said.words:
        before = wording.written[: wording.written_at(word.at)]
        # Where captions spell a line in another way, its words are as far into it.
        nth = sum(not mark.isspace() for mark in before) * len(marks) // max(1, letters)
        if nth >= len(marks):
            continue
        start = clip.start + int(word.start / clip.tempo * rate)
        end = clip.start + int(word.end / clip.tempo * rate)
        first, last = found.get(marks[nth], (start, end))
        found[marks[nth]] = min(first, start), max(last, end)
    least = clip.start
    for at, (start, end) in sorted(found.items()):
        begins = min(max(start, least), clip.end - 1)
        yield SpokenWord(at=at, start=begins, frames=max(1, min(end, clip.end) - begins))
        least = begins
