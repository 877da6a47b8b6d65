"""Suite: the expectations about rows, as data, and drafts as the table they are about.

It does not know what holds a frame against a suite; `engine.expectations` does.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from catalogs.currencies import currencies
from catalogs.draft import Draft
from schemas.locale import TAG, languages
from schemas.shipped import shipped_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Expect", "Suite", "Violation", "frame_of", "row_suite"]

Suite = Mapping[str, Any]
"""In Great Expectations' form: `name`, `expectations` (each with `type`, `kwargs`, `meta`) and
`suite_parameters`."""

_TEXTS = (
    *("id", "title", "subtitle", "brand", "cta"),
    *("price", "was_price", "locale", "seconds", "url"),
)
_FOLDED = ("kind", "review")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


class Violation(Protocol):
    """One row that does not meet one expectation."""

    @property
    def row(self) -> int:
        """The frame's index of the row."""

    @property
    def expectation(self) -> int:
        """The expectation's place in its suite, from 0."""


class Expect(Protocol):
    """Whatever holds a frame against a suite; `engine.expectations.validate` does."""

    def __call__(self, frame: pd.DataFrame, suite: Suite, /) -> Iterable[Violation]:
        """Every violation, a row at a time."""


@functools.cache
def row_suite(columns: frozenset[str]) -> Suite:
    """The shipped suite about rows (`suites/rows.yaml`), its vocabularies filled in.

    Of the expectations, those about columns that the catalog has: the others could only hold.
    """
    parameters = {
        "currencies": sorted(currencies()),
        "languages": sorted(languages()),
        "tag": TAG.pattern,
    }
    suite = shipped_table("catalogs", "suites/rows.yaml")
    asked = columns | {"largest_column"}
    suite["expectations"] = [
        spec for spec in suite["expectations"] if spec["meta"]["column"] in asked
    ]
    return {**suite, "suite_parameters": parameters}


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
