"""Judge: violations of a suite as findings, in words that help the row's owner.

It does not know how the violations were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from catalogs.finding import Finding, quoted
from catalogs.suite import Suite, Violation
from schemas.reject import Code

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["judge"]


def judge(violations: Iterable[Violation], suite: Suite, frame: pd.DataFrame) -> dict[int, Finding]:
    """For each row that does not meet the suite, the first expectation that says so.

    Each expectation's `meta` holds the `code`, the `column` to blame, and the templates `reason`
    and `remedy`, in which {value}, {column} and the frame's columns stand for the row's values.
    """
    first: dict[int, int] = {}
    for violation in violations:
        first[violation.row] = min(
            violation.expectation, first.get(violation.row, violation.expectation)
        )
    return {
        row: _finding(suite["expectations"][place]["meta"], frame.loc[row].to_dict())
        for row, place in first.items()
    }


def _finding(meta: Mapping[str, Any], values: Mapping[Any, Any]) -> Finding:
    column = meta["column"]
    shown = {
        name: quoted(value) if isinstance(value, str) else value for name, value in values.items()
    }
    if column == "largest_column":
        shown["largest_column"] = values["largest_column"]
    shown |= {"column": column, "value": shown[column]}
    return Finding(
        Code(meta["code"]), meta["reason"].format_map(shown), meta["remedy"].format_map(shown)
    )
