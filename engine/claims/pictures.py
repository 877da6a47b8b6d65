"""Pictures: a shot's description asks for nothing that is read rather than seen.

It knows English, which descriptions are written in; it does not judge what is shown.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from engine.claims.concepts import data
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["lint_pictures"]

_READ = re.compile(r"\d|[$€£¥₹₩%{}]|[\"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f]")
"""Figures, amounts, placeholders, and quoted words."""


def lint_pictures(texts: Iterable[str]) -> None:
    """Raises RowError (CLAIM) for the first description that asks for letters, figures or marks."""
    for text in texts:
        if found := _READ.search(text) or _words().search(text.lower()):
            raise RowError(
                Code.CLAIM,
                f"a shot is to show {found.group()!r}: letters and figures are no pictures",
                f"description {text!r}",
                "Describe what is seen; what is read is written into the edit.",
            )


@functools.cache
def _words() -> re.Pattern[str]:
    ways = (re.escape(word).replace(r"\*", r"\w*") for word in data("pictures")["words"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")
