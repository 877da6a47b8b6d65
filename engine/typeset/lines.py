"""Lines: words in as few lines as fit a width, as even as they can be.

It knows widths that it is given; not what measures them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from engine.typeset.words import Word, joined, syllables, words

__all__ = ["broken", "hyphenated"]

Measure = Callable[[str], float]
"""A text's width, in the unit of the line's width."""


def broken(text: str, width: float, measure: Measure, *, most: int) -> tuple[str, ...] | None:
    """`text` in at most `most` lines no wider than `width`; None where it does not fit.

    Line ends of the text's own are kept. Of all breaks into the fewest lines, the one whose lines
    are most even is taken, with a dislike of breaks in bad places (after Knuth and Plass, 1981).
    """
    found: list[str] = []
    for stretch in text.splitlines():
        if pieces := words(stretch):
            lines = _even(pieces, width, measure, most - len(found))
            if lines is None:
                return None
            found += lines
    return tuple(found)


def hyphenated(text: str, width: float, measure: Measure) -> str:
    """`text` with words that are wider than `width` written in parts: `Donau- dampfschiff`."""
    return " ".join(_parted(word, width, measure) for word in text.split(" "))


def _even(pieces: Sequence[Word], width: float, measure: Measure, most: int) -> list[str] | None:
    measured = cache(lambda first, last: measure(joined(tuple(pieces[first:last]))))
    count = _fewest(len(pieces), width, measured, most)
    if count is None:
        return None
    target = measured(0, len(pieces)) / count
    ends = _best(pieces, count, lambda a, b: _badness(measured(a, b), target, width))
    starts = [0, *ends[:-1]]
    return [joined(tuple(pieces[a:b])) for a, b in zip(starts, ends, strict=True)]


def _fewest(
    total: int, width: float, measured: Callable[[int, int], float], most: int
) -> int | None:
    first = count = 0
    while first < total:
        last = first
        while last < total and measured(first, last + 1) <= width:
            last += 1
        count += 1
        if last == first or count > most:
            return None
        first = last
    return count


def _badness(wide: float, target: float, width: float) -> float:
    """Squares of what a line is off the mean; more than any sum of them where it does not fit."""
    return 1e6 if wide > width else ((wide - target) / width) ** 2


def _best(
    pieces: Sequence[Word], count: int, badness: Callable[[int, int], float]
) -> tuple[int, ...]:
    """The ends of `count` lines that together cost least."""
    total = len(pieces)

    @cache
    def best(first: int, left: int) -> tuple[float, tuple[int, ...]]:
        if left == 1:
            return badness(first, total), (total,)
        return min(
            (
                badness(first, last) + pieces[last - 1].cost + best(last, left - 1)[0],
                (last, *best(last, left - 1)[1]),
            )
            for last in range(first + 1, total - left + 2)
        )

    return best(0, count)[1]


def _parted(word: str, width: float, measure: Measure) -> str:
    if not word or measure(word) <= width:
        return word.replace("\u00ad", "")
    lines, line = [], ""
    for part in syllables(word):
        grown = line.removesuffix("-") + part if line else part
        if line and measure(grown) > width:
            lines.append(line)
            grown = part
        line = grown
    return " ".join([*lines, line])
