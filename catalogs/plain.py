"""Plain: text as people meant it, without what they cannot see.

It does not know markup; `catalogs.markup` reads that before.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["broken_character", "plain"]

_INVISIBLE = re.compile(
    "(?<!\U0001f3f4)(?:[\U000e0000-\U000e007f]+)"  # tags, but for those of flags
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb]"
    "|[\u202a-\u202e]"  # embeddings and overrides of direction; marks and isolates stay
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
"""Characters that hide text or turn it round. The joiners U+200C and U+200D stay: Persian, Indic
scripts and emoji need them. Soft hyphens go without a word; they hide nothing."""

_BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffd\ufffe\uffff\ud800-\udfff]")
"""Control characters, and what wrong decoding leaves behind (U+FFFD)."""

_BLANKS = re.compile(r"[^\S\n]+")


def broken_character(text: str) -> str | None:
    """The first character that no text should hold, as `U+0007`, or None."""
    found = _BROKEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def plain(text: str, *, lines: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text in Unicode form C with single blanks, and the invisible characters taken out.

    With `lines`, line breaks stay (never two in a row); else they are blanks too.
    """
    hidden = sorted({f"U+{ord(mark[0][0]):04X}" for mark in _INVISIBLE.finditer(text)} - {"U+00AD"})
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    split = (_BLANKS.sub(" ", line).strip() for line in seen.splitlines())
    return ("\n" if lines else " ").join(line for line in split if line), tuple(hidden)
