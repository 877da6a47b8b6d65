"""Pointing: which line of words in a picture a spoken line speaks of.

It compares words as they are written; it knows neither layouts nor time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.placement import Seen
from schemas.understanding import Area, PictureKind

__all__ = ["pointed"]

_TELLING = 4
"""Letters of a word that tells a line from others, at least."""
_TOLD, _LABEL = 8, 6
"""Letters of all the words by which a line is known again, at least; and by which the one line of
a program's window is that has them: its buttons are short."""
_NAMED = 3
"""Letters of a label that is named as it is written, at least."""
_SURE = 100
"""What such a label counts more than any line whose words are only said."""


def pointed(said: Sequence[str], seen: Seen) -> tuple[tuple[int, Area], ...]:
    """Which of the spoken lines, from 0, speak of words in the picture, and where those stand.

    In a screenshot any line may, in other pictures only the first: they are seen from the start.
    """
    found: list[tuple[int, Area]] = []
    for number, line in enumerate(said if seen.kind is PictureKind.SCREENSHOT else said[:1]):
        box = _spoken_of(line, seen)
        if box is not None:
            left, top, right, bottom = box
            area = Area(left=left, top=top, right=right, bottom=bottom)
            if not found or found[-1][1] != area:
                found.append((number, area))
    return tuple(found)


def _spoken_of(line: str, seen: Seen) -> tuple[float, float, float, float] | None:
    said = _words_of(line)
    known = [_words_of(text) for text, _ in seen.words]
    found = []
    for (text, box), words in zip(seen.words, known, strict=True):
        letters = sum(map(len, words))
        alone = seen.kind is PictureKind.SCREENSHOT and known.count(words) == 1
        if _is_named(text, line) and seen.kind is PictureKind.SCREENSHOT:
            found.append((_SURE + len(text), box))
        elif words and words <= said and letters >= (_LABEL if alone else _TOLD):
            found.append((letters, box))
    return max(found)[1] if found else None


def _is_named(label: str, line: str) -> bool:
    """Whether a line names a label as it is written: "click Save", but not "Save it" at its start,
    where any word has a capital.
    """
    bare = " ".join(re.findall(r"\w+", label))
    if len(bare) < _NAMED or not bare[0].isupper():
        return False
    named = re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", line)
    return named is not None and (named.start() > 0 or " " in bare)


def _words_of(text: str) -> frozenset[str]:
    """The words by which a line is known again: those of four letters and more."""
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _TELLING)
