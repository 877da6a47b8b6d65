"""Lines: words in as few lines as fit a width, as even as they can be, by the rules of scripts.

It knows characters, and widths that it is given; not what measures them. Pango breaks lines too,
but fills them one after the other, which leaves single words behind in large type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

__all__ = [
    "CJK_PUNCTUATION",
    "CLOSERS",
    "CLOSING",
    "OPENERS",
    "OPENING",
    "STOPS",
    "Word",
    "broken",
    "hyphenated",
    "is_cjk",
    "is_ideograph",
    "is_solid",
    "joined",
    "reads_as_cjk",
    "syllables",
    "words",
]

Measure = Callable[[str], float]
"""A text's width, in the unit of the line's width."""

_RANGES = (
    (0x2E80, 0x303F),  # radicals, punctuation
    (0x3040, 0x31FF),  # kana, bopomofo
    (0x3400, 0x9FFF),  # ideographs
    (0xAC00, 0xD7AF),  # hangul
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFF00, 0xFFEF),  # full-width forms
    (0x20000, 0x3FFFF),  # further ideographs
)
STOPS = "、。，．：；！？"  # noqa: RUF001 - full-width marks are meant
CLOSERS = "）］｝〕〉》」』】’”"  # noqa: RUF001 - likewise
OPENERS = "（［｛〔〈《「『【‘“"  # noqa: RUF001 - likewise
CLOSING = frozenset(STOPS + CLOSERS + "…—·～ーぁぃぅぇぉっゃゅょァィゥェォッャュョ%％℃")  # noqa: RUF001 - likewise
"""May not begin a line (CLREQ 3.1.4, JLREQ 3.1.7)."""
OPENING = frozenset(OPENERS + "¥￥$€£")
"""May not end one."""
CJK_PUNCTUATION = frozenset("‘’“”…—·")
"""Shared by Latin and Chinese, and drawn differently in each."""
_KEPT = str.maketrans({"\u00a0": "\ue001", "\u2007": "\ue002", "\u202f": "\ue003"})
"""Spaces that join, as in French `1 680 €`, out of the way of Python's `split`."""
_RESTORED = str.maketrans(
    {"\ue000": " ", "\ue001": "\u00a0", "\ue002": "\u2007", "\ue003": "\u202f"}
)
_UNIT = re.compile(r"(?<=\d) (?=[^\W\d]{1,3}\b|[%°€£$])")
"""Between a number and its unit, which stay together: `500 ml`."""
_SMALL = frozenset(
    (
        "a", "an", "and", "as", "at", "by", "for", "in", "is", "of", "on", "or", "the", "to",
        "das", "dem", "den", "der", "des", "die", "ein", "eine", "im", "mit", "und", "von", "zu",
        "with", "con", "de", "du", "el", "en", "et", "la", "le", "les", "los", "un", "une", "y",
    )
)  # fmt: skip
"""Words that look forward: a line does not like to end with one."""
_LONG = 12
"""Characters of a run that is parted after its slashes."""
_TRAILING = frozenset("的了着过和与及在")
"""Chinese words that belong to what stands before or join what follows."""
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûåøæœAEIOUYÄÖÜÅØÆ")
_CLUSTERS = ("sch", "ch", "ck", "ph", "th", "sh", "qu")


def is_cjk(letter: str) -> bool:
    """Whether a character is set solid, each in a square of its own."""
    code = ord(letter)
    return code >= _RANGES[0][0] and any(low <= code <= high for low, high in _RANGES)


def is_ideograph(letter: str) -> bool:
    """Whether a character is a Chinese character proper, neither a mark nor kana."""
    return "\u3400" <= letter <= "\u9fff"


def reads_as_cjk(text: str, at: int) -> bool:
    """Whether the punctuation mark at `at` stands beside Chinese, on its nearer side first."""
    around = (*reversed(text[:at][-2:]), *text[at + 1 : at + 3])
    return any(is_cjk(letter) for letter in around)


def is_solid(text: str) -> bool:
    """Whether most of a text is set solid, as Chinese is: it reads larger, and wants more lead."""
    letters = [letter for letter in text if letter.isalnum()]
    return sum(map(is_cjk, letters)) * 2 > len(letters)


@dataclass(frozen=True, slots=True)
class Word:
    """A piece that is never broken, whether a space follows it, and what a break after it costs.

    Costs are in the squares of a line's width that `lines` minimises: 0 is a good place.
    """

    text: str
    spaced: bool
    cost: float


def words(text: str) -> tuple[Word, ...]:
    """The pieces of one line of text: words of spaced scripts, single Chinese characters.

    Numbers keep their units and signs; punctuation stays with what it belongs to (CLREQ 3.1.4).
    """
    return tuple(_words(_UNIT.sub("\ue000", text.translate(_KEPT))))


def joined(pieces: list[Word] | tuple[Word, ...]) -> str:
    """The pieces as text again."""
    text = "".join(piece.text + (" " if piece.spaced else "") for piece in pieces)
    return text.strip()


def syllables(word: str) -> tuple[str, ...]:
    """A word in parts that a hyphen may end, each with its hyphen but the last.

    Soft hyphens are obeyed. Without one, a part begins with the last consonant before a vowel (the
    rule of German and most other Latin spelling, Duden K163); parts of fewer than three letters are
    left with their neighbours. For the rare word that fits no line at the smallest size.
    """
    soft = [part for part in word.split("\u00ad") if part]
    parts = soft if len(soft) > 1 else _split(word)
    return (*(part if part.endswith("-") else f"{part}-" for part in parts[:-1]), parts[-1])


def _words(text: str) -> Iterator[Word]:
    for spaced in text.split():
        pieces = list(_pieces(spaced.translate(_RESTORED)))
        for n, piece in enumerate(pieces):
            last = n == len(pieces) - 1
            following = "" if last else pieces[n + 1]
            yield Word(piece, spaced=last, cost=_cost(piece, following))


def _pieces(run: str) -> Iterator[str]:
    """A run without spaces: whole where it is spaced script, by character where it is Chinese.

    A long one is parted after its slashes: `HSDPA/UMTS/EDGE`, but `and/or`.
    """
    current = ""
    for letter in run:
        parted = current.endswith("/") and letter.isalpha() and len(run) > _LONG
        if current and (parted or _may_break(current[-1], letter)):
            yield current
            current = ""
        current += letter
    if current:
        yield current


def _may_break(before: str, after: str) -> bool:
    if after in CLOSING or before in OPENING:
        return False
    return is_cjk(before) or is_cjk(after) or (before == "-" and after.isalpha())


def _cost(piece: str, following: str) -> float:
    """What a break after `piece` costs; `following` is empty where a space follows."""
    end = piece[-1]
    if end in CLOSING or end in ",.;:!?…":
        return 0.0
    if not following:
        return 0.08 if piece.lower() in _SMALL else 0.01
    if following[0] in _TRAILING:
        return 0.8
    return 0.2 if end in _TRAILING else 0.4


def _split(word: str) -> list[str]:
    starts = [0]
    for at in range(3, len(word) - 2):
        if word[at] in _VOWELS or word[at + 1] not in _VOWELS:
            continue
        low = word.lower()
        start = at
        for cluster in _CLUSTERS:
            if low[: at + 1].endswith(cluster):
                start = at + 1 - len(cluster)
                break
        if start - starts[-1] >= 3 and any(
            letter in _VOWELS for letter in word[starts[-1] : start]
        ):
            starts.append(start)
    return [word[a:b] for a, b in zip(starts, [*starts[1:], len(word)], strict=True)]


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
