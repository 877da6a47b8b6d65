"""Verdicts: a frame held against a suite, row by row, with vectorised masks.

It does not import Great Expectations, because that takes 3-15 s: `engine.expectations.gx` does,
and the pages compare both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SAMPLES", "Outcome", "Violation", "Violations", "validate"]

SAMPLES = 20
"""Failing values that an outcome keeps; a page lists no more."""

_Mask = tuple[Any, Any]
"""Two boolean arrays over the frame's rows: which are asked about, and which of all rows fail."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One row (the frame's index) that does not meet one expectation (its place in the suite)."""

    row: int
    expectation: int
    value: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one expectation fared: rows counted, rows without a value, and rows that failed.

    `samples` are up to 20 failing values with their rows, for reports.
    """

    expectation: int
    rows: int
    missing: int
    failed: int
    samples: tuple[tuple[int, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Violations:
    """All that a suite found in one frame; iterating gives the violations."""

    suite: Mapping[str, Any]
    found: tuple[Violation, ...]
    outcomes: tuple[Outcome, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Violation]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def validate(frame: pd.DataFrame, suite: Mapping[str, Any]) -> Violations:
    """Hold each row of `frame` against `suite`.

    The suite is data in Great Expectations' form (`name`, `expectations` with `type`, `kwargs` and
    `meta`), with values for `$PARAMETER` under `suite_parameters`. Evaluated are the types that the
    shipped suites use: not null, in a set, between, lengths between, matching a pattern, and one
    column greater than another. An expectation of a column is about its present values. The frame's
    index must be unique. Raises ValueError for an expectation that cannot be computed: of another
    type, with an argument that its type does not have, or about a column that is missing.
    """
    found: list[Violation] = []
    outcomes: list[Outcome] = []
    rows = frame.index.tolist()
    for place, spec in enumerate(suite["expectations"]):
        kwargs = _filled(spec["kwargs"], suite.get("suite_parameters", {}))
        try:
            columns, (asked, failing) = _evaluated(frame, spec["type"], kwargs)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"suite {suite['name']!r}: {spec['type']} of {kwargs} cannot be computed: {error}"
            ) from error
        places = failing.nonzero()[0].tolist()
        values = [frame[name].iloc[places].tolist() for name in columns]
        shown = values[0] if len(values) == 1 else list(zip(*values, strict=True))
        failed = [(rows[at], value) for at, value in zip(places, shown, strict=True)]
        found += [Violation(row, place, value) for row, value in failed]
        outcomes.append(
            Outcome(
                place,
                rows=len(frame),
                missing=int((~asked).sum()),
                failed=len(failed),
                samples=tuple(failed[:SAMPLES]),
            )
        )
    return Violations(suite, tuple(found), tuple(outcomes))


def _filled(kwargs: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: parameters[value["$PARAMETER"]] if isinstance(value, Mapping) else value
        for name, value in kwargs.items()
    }


def _evaluated(frame: pd.DataFrame, kind: str, kwargs: dict[str, Any]) -> tuple[list[str], _Mask]:
    if kind == "expect_column_pair_values_a_to_be_greater_than_b":
        names = [kwargs.pop("column_A"), kwargs.pop("column_B")]
        return names, _greater(frame[names[0]], frame[names[1]], **kwargs)
    if kind not in _OF_VALUES:
        raise ValueError("no verdict is written for this type")
    name = kwargs.pop("column")
    return [name], _OF_VALUES[kind](frame[name], **kwargs)


def _not_null(column: pd.Series[Any]) -> _Mask:
    present = column.notna().to_numpy()
    # Here alone the missing values are what is asked about.
    return present | True, ~present


def _of_present(column: pd.Series[Any], meets: Callable[[pd.Series[Any]], Any]) -> _Mask:
    present = column.notna().to_numpy()
    failing = ~present & False
    failing[present] = ~meets(column[present]).to_numpy(dtype=bool)
    return present, failing


def _in_set(column: pd.Series[Any], *, value_set: list[Any]) -> _Mask:
    return _of_present(column, lambda values: values.isin(value_set))


def _between(
    column: pd.Series[Any], *, min_value: float | None = None, max_value: float | None = None
) -> _Mask:
    return _of_present(column, lambda values: _within(values, min_value, max_value))


def _lengths(
    column: pd.Series[Any], *, min_value: int | None = None, max_value: int | None = None
) -> _Mask:
    return _of_present(
        column, lambda values: _within(values.astype(str).str.len(), min_value, max_value)
    )


def _within(values: pd.Series[Any], low: float | None, high: float | None) -> Any:
    if low is None and high is None:
        raise ValueError("it has neither min_value nor max_value")
    above = values.notna() if low is None else values >= low
    return above if high is None else above & (values <= high)


def _matches(column: pd.Series[Any], *, regex: str) -> _Mask:
    # The pattern is searched as Great Expectations does, by pandas' own engine, because the engines
    # differ in what "$" and "\S" mean.
    return _of_present(column, lambda values: values.astype(str).str.contains(regex))


def _greater(
    one: pd.Series[Any], other: pd.Series[Any], *, or_equal: bool = False, ignore_row_if: str
) -> _Mask:
    if ignore_row_if != "either_value_is_missing":
        raise ValueError(f"ignore_row_if is {ignore_row_if!r}")
    asked = (one.notna() & other.notna()).to_numpy()
    greater = (one >= other) if or_equal else (one > other)
    return asked, asked & ~greater.to_numpy(dtype=bool)


_OF_VALUES: Mapping[str, Callable[..., _Mask]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_be_between": _between,
    "expect_column_value_lengths_to_be_between": _lengths,
    "expect_column_values_to_match_regex": _matches,
}
