"""Inspections become rows that a batch can be validated by."""

from __future__ import annotations

import math

from engine.inspection import frame
from schemas.inspection import Inspection, Limit, Measurement


def test_each_measurement_is_a_row_with_its_limit() -> None:
    limit = Limit(measure="frozen", high=1.5)
    take = Inspection(
        subject="a",
        measurements=(
            Measurement(measure="frozen", value=2.0, limit=limit),
            Measurement(measure="motion", value=0.1),
        ),
    )
    film = Inspection(subject="b", measurements=(Measurement(measure="black", value=0.0),))
    table = frame({"take": [take], "film": [film]})
    columns = ["subject", "kind", "measure", "value", "low", "high", "passed"]
    assert list(table.columns) == columns
    assert table[["subject", "kind", "measure", "value", "passed"]].to_numpy().tolist() == [
        ["a", "take", "frozen", 2.0, False],
        ["a", "take", "motion", 0.1, True],
        ["b", "film", "black", 0.0, True],
    ]
    assert table["high"][0] == 1.5
    assert math.isnan(table["low"][0])
    assert math.isnan(table["high"][1])


def test_no_inspections_are_an_empty_table_of_the_same_types() -> None:
    empty, full = (
        frame({"take": some})
        for some in (
            [],
            [Inspection(subject="a", measurements=(Measurement(measure="black", value=0),))],
        )
    )
    assert len(empty) == 0
    assert list(empty.dtypes) == list(full.dtypes)
