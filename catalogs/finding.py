"""Finding: why one row is not fit to become a brief, and a suite's violations as findings.

It does not know how the violations were found; `catalogs.validate` makes Rejects of findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.reject import Code

if TYPE_CHECKING:
    import pandas as pd

    from catalogs.suite import Suite, Violation

__all__ = ["Finding", "findings_of", "quoted"]

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, which value in which column is wrong, and what to write instead."""

    code: Code
    reason: str
    remedy: str


def quoted(value: str) -> str:
    """A value as reasons show it: in quotes, on one line, cut after 60 characters."""
    line = "".join(mark if mark.isprintable() else " " for mark in value)
    return f"'{line[:_SHOWN]}…'" if len(line) > _SHOWN else f"'{line}'"


def findings_of(
    violations: Iterable[Violation], suite: Suite, frame: pd.DataFrame
) -> dict[int, Finding]:
    """For each row that does not meet the suite, the first expectation that says so.

    Each expectation's `meta` holds the `code`, the `column` to blame, and the templates `reason`
    and `remedy`, in which {value}, {column} and the frame's columns stand for the row's values.
    """
    first: dict[int, int] = {}
    for violation in violations:
        known = first.get(violation.row, violation.expectation)
        first[violation.row] = min(violation.expectation, known)
    values = frame.loc[list(first)].to_dict("index")
    return {
        row: _finding(suite["expectations"][place]["meta"], values[row])
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
