from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import engine
from engine.expectations import Violation, docs, measurement_frame, take_suite, validate
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


def test_the_room_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    program = (
        "import pandas as pd; from engine.expectations import take_suite, measurement_frame,"
        " validate; print(len(validate(measurement_frame([]), take_suite())))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={"HOME": str(tmp_path / "home"), "PATH": ""},
        cwd=Path(engine.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert not (tmp_path / "home").exists()


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


def test_docs_add_up_batches_into_one_page_for_each_suite(tmp_path: Path) -> None:
    suite = _suite(PRESENT, KNOWN, kinds=["cup"])
    takes = validate(measurement_frame([_inspection("good", 0.5)]), take_suite())
    batches = [validate(FRAME, suite), validate(FRAME, suite), takes]
    index, *pages = docs(batches, tmp_path / "docs")
    assert [page.name for page in pages] == ["kinds.html", "takes.html"]
    words = index.read_text(encoding="utf-8")
    assert "kinds</a>: 0 of 2 expectations met" in words
    assert "takes</a>: 6 of 6 expectations met" in words
    assert "2 unexpected values found" in pages[0].read_text(encoding="utf-8")
    assert "of 6 total rows" in pages[0].read_text(encoding="utf-8")


def test_docs_ask_nothing_of_the_network_and_run_nothing_from_a_cell(tmp_path: Path) -> None:
    suite = _suite(KNOWN, kinds=["cup"])
    for page in docs([validate(FRAME, suite)], tmp_path):
        words = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in words
        assert "<script" not in words
        assert 'src="' not in words
        assert "<link" not in words
    assert "&lt;script&gt;alert(1)" in (tmp_path / "kinds.html").read_text(encoding="utf-8")
