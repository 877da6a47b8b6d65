"""Suite: the expectations about rows, as data in Great Expectations' own form.

It does not know Great Expectations; `engine.expectations` runs what it is given.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from catalogs.tags import TAG, currencies, languages

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Expect", "Suite", "Violation", "row_suite"]

Suite = Mapping[str, Any]
"""`name`, `expectations` (each with `type`, `kwargs`, `meta`) and `suite_parameters`."""


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

    Of the expectations, those about columns that the catalog has: the others could only hold, and
    each costs 20 ms for every batch.
    """
    import yaml  # noqa: PLC0415 - only where rows are validated

    text = (Path(__file__).parent / "suites" / "rows.yaml").read_text(encoding="utf-8")
    parameters = {
        "currencies": sorted(currencies()),
        "languages": sorted(languages()),
        "tag": TAG.pattern,
    }
    suite = yaml.safe_load(text)
    asked = columns | {"largest_column"}
    suite["expectations"] = [
        spec for spec in suite["expectations"] if spec["meta"]["column"] in asked
    ]
    return {**suite, "suite_parameters": parameters}
