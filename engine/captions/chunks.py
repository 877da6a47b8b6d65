"""Chunks: a spoken text in captions of one or two lines.

It knows words and line lengths; no time.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.typeset.lines import Word, broken, is_cjk, joined, words

__all__ = ["chunks", "columns"]

_LINE = 42.0
"""Columns a line holds (BBC and Netflix: 42 characters of Latin, 16 of Chinese)."""
_SQUARE = 2.5
"""Columns of a Chinese character: 16 of them to a line."""
_PAUSES = frozenset(",;:.!?…、，；：。！？")
_ENDS = frozenset(".!?…。！？")


def chunks(text: str) -> tuple[str, ...]:
    """The text as captions, each of one line or of two even ones with a line end between.

    Captions end at sentences and pauses where they can, and between words where they must; numbers
    stay with their units. Nothing is left out.
    """
    return tuple(_set(part) for packed in _packed(text) for part in _fitted(packed))


def columns(text: str) -> float:
    """The width of a text, in Latin characters."""
    return sum(_SQUARE if is_cjk(letter) else 1.0 for letter in text)


def _packed(text: str) -> list[str]:
    """Phrases put together as long as they make one caption.

    After a sentence that nearly fills a line, the next one begins a caption of its own.
    """
    packed: list[tuple[Word, ...]] = []
    for phrase in _phrases(text):
        if packed and _goes_on(packed[-1], phrase):
            packed[-1] += phrase
        else:
            packed.append(phrase)
    return [joined(part) for part in packed]


def _phrases(text: str) -> Iterator[tuple[Word, ...]]:
    phrase: tuple[Word, ...] = ()
    for word in words(text):
        phrase += (word,)
        if word.text[-1] in _PAUSES:
            yield phrase
            phrase = ()
    if phrase:
        yield phrase


def _goes_on(before: tuple[Word, ...], phrase: tuple[Word, ...]) -> bool:
    done = joined(before)
    if done[-1] in _ENDS and columns(done) >= 0.7 * _LINE:
        return False
    return broken(joined((*before, *phrase)), _LINE, columns, most=2) is not None


def _fitted(text: str) -> tuple[str, ...]:
    """The text whole where it makes one caption, or else in as few even ones as it takes."""
    for width in (2.0, 1.9, 1.75, 1.6, 1.3, 1.0):
        parts = broken(text, width * _LINE, columns, most=99)
        if parts and all(broken(part, _LINE, columns, most=2) for part in parts):
            return parts
    return (text,)


def _set(text: str) -> str:
    return "\n".join(broken(text, _LINE, columns, most=2) or (text,))
