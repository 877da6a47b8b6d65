"""Validate: a frame held against a suite, row by row.

It does not know what the rows are, nor what a violation means for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.expectations.room import batch_definition

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SAMPLES", "Outcome", "Violation", "Violations", "validate"]

SAMPLES = 20


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
    `meta`), with values for `$PARAMETER` under `suite_parameters`; its expectations are about rows
    (column maps and pairs). The frame's index must be unique. Takes about 10 ms for each
    expectation and 1,000 rows: it is for batches. Raises ValueError for an expectation that cannot
    be computed over the frame: a column that is missing, say.
    """
    definition = batch_definition()
    from great_expectations.core import ExpectationSuite  # noqa: PLC0415 - after the room's set-up

    numbered = [
        {**spec, "meta": {**spec.get("meta", {}), "place": place}}
        for place, spec in enumerate(suite["expectations"])
    ]
    # Over a named index Great Expectations would give dictionaries instead of its values.
    batch = definition.get_batch(batch_parameters={"dataframe": frame.rename_axis(index=None)})
    result = batch.validate(
        ExpectationSuite(name=suite["name"], expectations=numbered),
        result_format={"result_format": "COMPLETE", "return_unexpected_index_query": False},
        expectation_parameters=dict(suite.get("suite_parameters", {})),
    )
    found: list[Violation] = []
    outcomes: list[Outcome] = []
    for one in sorted(result.results, key=_place):
        _refuse_uncomputed(one, suite["name"])
        place, facts = _place(one), one.result
        failing = tuple(zip(facts["unexpected_index_list"], facts["unexpected_list"], strict=True))
        found += [Violation(int(row), place, value) for row, value in failing]
        outcomes.append(
            Outcome(
                place,
                rows=int(facts["element_count"]),
                missing=int(facts.get("missing_count", 0)),
                failed=len(failing),
                samples=failing[:SAMPLES],
            )
        )
    return Violations(suite, tuple(found), tuple(outcomes))


def _place(result: Any) -> int:
    return int(result.expectation_config.meta["place"])


def _refuse_uncomputed(result: Any, suite: str) -> None:
    # One flat dictionary where all went well, one for each metric where one raised.
    info = result.exception_info
    raised = [info] if "raised_exception" in info else list(info.values())
    for one in raised:
        if one["raised_exception"]:
            raise ValueError(
                f"suite {suite!r}: {result.expectation_config.type} of "
                f"{result.expectation_config.kwargs} cannot be computed: {one['exception_message']}"
            )
