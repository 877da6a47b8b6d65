"""Scripts: which characters are Chinese, Japanese or Korean, and how they behave at line ends.

It knows characters, not fonts.
"""

from __future__ import annotations

__all__ = [
    "CJK_PUNCTUATION",
    "CLOSERS",
    "CLOSING",
    "OPENERS",
    "OPENING",
    "STOPS",
    "is_cjk",
    "is_ideograph",
    "reads_as_cjk",
]

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


def is_cjk(letter: str) -> bool:
    """Whether a character is set solid, each in a square of its own."""
    return any(low <= ord(letter) <= high for low, high in _RANGES)


def is_ideograph(letter: str) -> bool:
    """Whether a character is a Chinese character proper, neither a mark nor kana."""
    return "\u3400" <= letter <= "\u9fff"


def reads_as_cjk(text: str, at: int) -> bool:
    """Whether the punctuation mark at `at` stands beside Chinese, on its nearer side first."""
    around = (*reversed(text[:at][-2:]), *text[at + 1 : at + 3])
    return any(is_cjk(letter) for letter in around)
