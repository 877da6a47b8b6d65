"""Frame: drafts as a table, which suites are held against.

It does not know the expectations; a column is here because a suite names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from catalogs.draft import Draft

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame_of"]

_TEXTS = (
    "id",
    "title",
    "subtitle",
    "brand",
    "cta",
    "price",
    "was_price",
    "locale",
    "seconds",
    "url",
)
_FOLDED = ("kind", "review")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def frame_of(drafts: Sequence[Draft]) -> pd.DataFrame:
    """One line for each draft, indexed by row number; missing values are None or NaN.

    Texts stand under their columns (`kind` and `review` in lower case, `currency` in upper case).
    Beside them: `price_number`, `was_price_number` and `seconds_number` as floats, which are exact
    enough to compare up to 15 digits; `language`, the first part of the locale; `largest_bytes`
    and `largest_column` for the longest cell.
    """
    import pandas as pd  # noqa: PLC0415 - only where rows are validated

    columns: dict[str, pd.Series] = {}
    index = pd.Index([draft.row for draft in drafts])

    def add(name: str, values: Sequence[object], dtype: str = "object") -> None:
        columns[name] = pd.Series(values, index=index, dtype=dtype)

    for name in _TEXTS:
        add(name, [draft.texts.get(name) for draft in drafts])
    for name in _FOLDED:
        add(name, [(draft.texts.get(name) or "").lower() or None for draft in drafts])
    add("currency", [(draft.texts.get("currency") or "").upper() or None for draft in drafts])
    for name in ("price", "was_price", "seconds"):
        add(f"{name}_number", [_number(draft.texts.get(name)) for draft in drafts], "float64")
    add("language", [_language(draft.texts.get("locale")) for draft in drafts])
    add("largest_bytes", [draft.largest[0] for draft in drafts], "float64")
    add("largest_column", [draft.largest[1] for draft in drafts])
    return pd.DataFrame(columns, index=index)


def _number(text: str | None) -> float | None:
    return float(text) if text and _NUMBER.fullmatch(text) else None


def _language(locale: str | None) -> str | None:
    return locale.partition("-")[0].lower() if locale else None
