"""Cues: spoken lines as captions: short, balanced, as long as they are spoken.

It knows text and frames; not how captions are drawn or written to files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from schemas.edit import Caption, Spoken
from schemas.locale import language_of

__all__ = ["cues"]

_DENSE = frozenset({"zh", "ja", "ko"})
_LINE = {True: 15, False: 34}
"""Characters a line holds: dense scripts, others. Broadcasters allow 16 and 42; phones less."""
_PAUSES = re.compile(r"(?<=[.!?,;:。！？，；：、…])\s*")


def cues(spoken: Sequence[Spoken], rate: Fraction, locale: str) -> tuple[Caption, ...]:
    """Captions of at most two lines; each line's time is shared by the length of its words.

    A cue stays a moment after its last word where nothing follows at once.
    """
    dense = language_of(locale) in _DENSE
    found: list[Caption] = []
    for n, line in enumerate(spoken):
        free = spoken[n + 1].start if n + 1 < len(spoken) else line.start + line.frames + 999
        linger = min(line.start + line.frames + round(rate * Fraction(2, 5)), free)
        found += _timed(line, _chunks(line.text, dense=dense), linger)
    return tuple(found)


def _timed(line: Spoken, chunks: Sequence[str], end: int) -> Iterator[Caption]:
    letters = [max(1, len(chunk)) for chunk in chunks]
    start = line.start
    for n, chunk in enumerate(chunks):
        share = sum(letters[: n + 1]) / sum(letters)
        until = end if n == len(chunks) - 1 else line.start + round(line.frames * share)
        yield Caption(start=start, frames=max(1, until - start), text=chunk)
        start = until


def _chunks(text: str, *, dense: bool) -> list[str]:
    """Cues of one or two lines, cut at pauses where there are any."""
    longest = 2 * _LINE[dense]
    parts: list[str] = []
    for phrase in _PAUSES.split(text.strip()):
        if not phrase:
            continue
        glue = "" if dense else " "
        if parts and len(parts[-1]) + len(phrase) + 1 <= longest:
            parts[-1] = f"{parts[-1]}{glue}{phrase}"
        else:
            parts += _split(phrase, longest, dense=dense)
    return [_balanced(part, dense=dense) for part in parts]


def _split(phrase: str, longest: int, *, dense: bool) -> list[str]:
    """A phrase without pauses in as few even pieces as fit."""
    pieces = -(-len(phrase) // longest)
    return _even(phrase, pieces, dense=dense)


def _balanced(text: str, *, dense: bool) -> str:
    """Two lines of about one length where one would be too long."""
    if len(text) <= _LINE[dense]:
        return text
    return "\n".join(_even(text, 2, dense=dense))


def _even(text: str, pieces: int, *, dense: bool) -> list[str]:
    """`text` in `pieces`, broken between words nearest to even lengths, pauses preferred."""
    lines = []
    rest = text
    for left in range(pieces, 1, -1):
        wanted = len(rest) / left
        spots = _spots(rest, dense=dense)
        if not spots:
            break
        at = min(spots, key=lambda spot: abs(spot - wanted) - 3 * (rest[spot - 1] in "，、,；;"))
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, rest]


def _spots(text: str, *, dense: bool) -> list[int]:
    """Where `text` may be broken: at spaces; in dense scripts between characters.

    There not within a number or a Latin word, and not before punctuation.
    """
    if not dense:
        return [found.end() for found in re.finditer(r"\s+", text)]
    return [
        n
        for n in range(1, len(text))
        if not (text[n - 1].isascii() and text[n].isascii() and text[n] != " ")
        and text[n] not in "，。！？；：、）》」…"
    ]
