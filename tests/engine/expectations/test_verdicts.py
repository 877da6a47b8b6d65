from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import engine
from engine.expectations import Violation, measurement_frame, take_suite, validate
from schemas.inspection import Inspection, Limit, Measurement


def _suite(*expectations: dict[str, Any], **parameters: list[str]) -> dict[str, Any]:
    return {"name": "kinds", "expectations": expectations, "suite_parameters": parameters}


PRESENT = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "kind"}}
KNOWN = {
    "type": "expect_column_values_to_be_in_set",
    "kwargs": {"column": "kind", "value_set": {"$PARAMETER": "kinds"}},
}
FRAME = pd.DataFrame({"kind": ["cup", None, "<script>alert(1)</script>"]}, index=[11, 12, 13])


def test_each_violation_names_its_row_and_its_expectation() -> None:
    found = validate(FRAME, _suite(KNOWN, PRESENT, kinds=["cup"]))
    assert [(one.row, one.expectation) for one in found] == [(13, 0), (12, 1)]
    assert found.found[0] == Violation(13, 0, "<script>alert(1)</script>")


def test_a_named_index_gives_the_same_rows() -> None:
    found = validate(FRAME.rename_axis(index="row"), _suite(PRESENT))
    assert [one.row for one in found] == [12]


def test_columns_that_hold_nothing_meet_what_is_said_of_values() -> None:
    frame = pd.DataFrame({"kind": pd.Series([None, None], dtype="object")})
    assert len(validate(frame, _suite(KNOWN, kinds=["cup"]))) == 0


def test_an_expectation_that_cannot_be_computed_is_an_error_and_no_pass() -> None:
    with pytest.raises(ValueError, match=r"suite .kinds.: .* cannot be computed"):
        validate(FRAME.rename(columns={"kind": "sort"}), _suite(PRESENT))


@pytest.mark.parametrize(
    ("expectation", "says"),
    [
        ({"type": "expect_column_mean_to_be_between", "kwargs": {"column": "kind"}}, "no verdict"),
        ({**PRESENT, "kwargs": {"column": "kind", "mostly": 0.9}}, "mostly"),
        (
            {"type": "expect_column_values_to_be_between", "kwargs": {"column": "kind"}},
            "neither min_value nor max_value",
        ),
    ],
)
def test_an_expectation_without_a_verdict_is_an_error_and_no_pass(
    expectation: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=f"cannot be computed: .*{says}"):
        validate(FRAME, _suite(expectation))


def test_300_rows_that_fail_one_expectation_are_300_violations() -> None:
    """Great Expectations lists 200 values at most; more of them were a traceback."""
    frame = pd.DataFrame({"kind": ["jug"] * 300})
    found = validate(frame, _suite(KNOWN, kinds=["cup"]))
    assert [one.row for one in found] == list(range(300))
    assert (found.outcomes[0].failed, len(found.outcomes[0].samples)) == (300, 20)


def test_verdicts_import_no_great_expectations() -> None:
    program = (
        "import sys; from engine.expectations import take_suite, measurement_frame, validate;"
        " print(len(validate(measurement_frame([]), take_suite())));"
        " print('great_expectations' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=Path(engine.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("0\nFalse\n", "")


LIMIT = Limit(measure="luma", low=0.1, high=0.9)


def _inspection(subject: str, *values: float) -> Inspection:
    found = tuple(Measurement(measure="luma", value=value, limit=LIMIT) for value in values)
    return Inspection(subject=subject, measurements=found)


def test_measurements_outside_their_limits_are_found_by_the_take_suite() -> None:
    free = Measurement(measure="motion", value=7)
    frame = measurement_frame(
        [
            _inspection("good", 0.1, 0.9),
            _inspection("bad", 0.05, 0.95, float("nan")),
            Inspection(subject="free", measurements=(free,)),
        ]
    )
    suite = take_suite()
    reasons = {
        (one.row, suite["expectations"][one.expectation]["meta"]["reason"])
        for one in validate(frame, suite)
    }
    assert reasons == {
        (2, "the value is below its limit"),
        (2, "the measurement did not pass"),
        (3, "the value is above its limit"),
        (3, "the measurement did not pass"),
        (4, "a value that is not a number passes no limit"),
        (4, "the measurement did not pass"),
    }
