"""Prompt: what a model is given to read, and the pieces that every family's words share.

It knows sentences; no family.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["REVISION", "Prompt", "listed", "seen", "sentence", "unread", "words_in"]

REVISION = 1
"""Raise it whenever the same description would be worded otherwise."""

_ADDED = "subtitles, captions, watermark"
_READ = "text, letters, numbers, logo"

_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f'
_UNSEEN = re.compile(
    rf"""
      \{{[^{{}}]*\}}                                            # placeholders
    | [{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]                       # words to be read or said
    | [$€£¥₹₩]\s?\d[\d.,]*                                      # amounts
    | \d[\d.,]*\s?(?:[$€£¥₹₩%]|(?:USD|EUR|GBP|CHF|JPY|CNY|euros?|dollars?|pounds?)\b)
    | \b\d+\s?[x×:]\s?\d+\b | \b\d+\s?[kp]\b | \b\d+\s?(?:pixels?|px)\b          # sizes
    | \b\d+(?:\.\d+)?[\s-]?(?:seconds?|secs?|minutes?|mins?|frames?|fps)\b       # durations
    | \b\d+\s+s\b | \b\ds\b                                    # but not the 1970s
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked for, and (where the family has that) what is to be kept out."""

    text: str
    negative: str = ""


def seen(text: str) -> str:
    """`text` without what cannot be seen or is not for a model to draw or to decide.

    That is placeholders, amounts, quoted words, sizes and durations.
    """
    kept = _UNSEEN.sub(" ", text)
    kept = re.sub(r"\s+", " ", kept)
    kept = re.sub(r"\s+([,.;:!?])", r"\1", kept)
    return re.sub(r"([,.;:])(?:\s*[,;:.])+", r"\1", kept).strip(" ,;:")


def sentence(text: str) -> str:
    """`text` begun with a capital letter and ended; empty where there is nothing to say."""
    if not text:
        return ""
    begun = text[0].upper() + text[1:]
    return begun if begun[-1] in ".!?。！？" else f"{begun}."


def listed(*parts: str) -> str:
    """The parts that say something, separated by commas."""
    return ", ".join(part for part in parts if part)


def unread(operation: str) -> str:
    """What is not to be seen, because it is read: that is written into the edit.

    A picture that is animated may bear letters of its own, which are to stay as they are.
    """
    return _ADDED if operation == "animate" else f"{_READ}, {_ADDED}"


def words_in(text: str) -> int:
    """How many words `text` has."""
    return len(text.split())
