from __future__ import annotations

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from catalogs import row_suite
from engine.expectations import DataDocs, measurement_frame, take_suite, validate
from engine.expectations.gx import failing_rows
from schemas.inspection import Inspection, Limit, Measurement


def _suite(*expectations: dict[str, Any], **parameters: list[str]) -> dict[str, Any]:
    return {"name": "kinds", "expectations": expectations, "suite_parameters": parameters}


PRESENT = {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "kind"}}
KNOWN = {
    "type": "expect_column_values_to_be_in_set",
    "kwargs": {"column": "kind", "value_set": {"$PARAMETER": "kinds"}},
}
FRAME = pd.DataFrame({"kind": ["cup", None, "<script>alert(1)</script>"]}, index=[11, 12, 13])

COLUMNS = frozenset(
    {"id", "title", "subtitle", "brand", "cta", "price", "was_price", "locale", "seconds", "url"}
    | {"kind", "review", "currency"}
)
_NUMBERS = st.one_of(
    st.none(), st.sampled_from([0.0, -1.0, math.inf, 3.0, 180.0]), st.floats(-5, 200)
)
_TEXTS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            *("product", "EUR", "9.90", "-1", "12\n", "12", "1" * 17, "\u0661\u0662", "approved"),
            *("de-DE", "https://a.b/c", "HTTP://a\u00a0b", "https://\u00e9.de/\u2028"),
            *("x" * 121, "x" * 241),
        ]
    ),
    st.text(max_size=6),
)
_LINES = st.fixed_dictionaries(
    dict.fromkeys((*sorted(COLUMNS), "language", "largest_column"), _TEXTS)
    | {f"{name}_number": _NUMBERS for name in ("price", "was_price", "seconds")}
    | {"largest_bytes": st.sampled_from([0.0, 65_536.0, 65_537.0])}
)
_MEASUREMENTS = st.fixed_dictionaries(
    {"subject": st.sampled_from(["take", None]), "measure": st.sampled_from(["luma", None])}
    | {"value": _NUMBERS, "low": _NUMBERS, "high": _NUMBERS, "passed": st.booleans()}
)


def _frame(lines: list[dict[str, object]]) -> pd.DataFrame:
    columns: dict[str, Any] = {}
    for name in lines[0]:
        values = [line[name] for line in lines]
        number = name.endswith(("_number", "_bytes")) or name in {"value", "low", "high"}
        dtype = "float64" if number else "bool" if name == "passed" else "object"
        columns[name] = pd.Series(values, index=range(1, len(lines) + 1), dtype=dtype)
    return pd.DataFrame(columns)


def _agree(frame: pd.DataFrame, suite: Any) -> None:
    ours: list[set[int]] = [set() for _ in suite["expectations"]]
    for violation in validate(frame, suite):
        ours[violation.expectation].add(violation.row)
    theirs = failing_rows(frame, suite)
    for spec, one, other in zip(suite["expectations"], ours, theirs, strict=True):
        assert one == other, spec


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_LINES, min_size=1, max_size=40))
def test_great_expectations_finds_the_same_rows(lines: list[dict[str, object]]) -> None:
    _agree(_frame(lines), row_suite(COLUMNS))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_MEASUREMENTS, min_size=1, max_size=20))
def test_great_expectations_finds_the_same_measurements(lines: list[dict[str, object]]) -> None:
    _agree(_frame(lines), take_suite())


def test_a_verdict_that_great_expectations_does_not_share_is_an_error() -> None:
    verdicts = validate(FRAME, _suite(KNOWN, kinds=["cup"]))
    with pytest.raises(RuntimeError, match=r"disagree about expect_column_values_to_be_in_set.*13"):
        DataDocs().add(FRAME, replace(verdicts, found=()))


def test_a_page_of_300_failing_rows_counts_300(tmp_path: Path) -> None:
    frame = pd.DataFrame({"kind": ["jug"] * 300})
    docs = DataDocs()
    docs.add(frame, validate(frame, _suite(KNOWN, kinds=["cup"])))
    _, page = docs.write(tmp_path)
    assert "300 unexpected values found" in page.read_text(encoding="utf-8")


def test_great_expectations_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    program = (
        "from engine.expectations import DataDocs, take_suite, measurement_frame, validate;"
        " frame = measurement_frame([]); docs = DataDocs();"
        " docs.add(frame, validate(frame, take_suite())); print(len(docs.write(__import__"
        f"('pathlib').Path({str(tmp_path / 'pages')!r}))))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={"HOME": str(tmp_path / "home"), "PATH": "", "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(engine.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("2\n", "")
    assert not (tmp_path / "home").exists()


def test_docs_add_up_batches_into_one_page_for_each_suite(tmp_path: Path) -> None:
    suite = _suite(PRESENT, KNOWN, kinds=["cup"])
    limit = Limit(measure="luma", low=0.1, high=0.9)
    good = Measurement(measure="luma", value=0.5, limit=limit)
    takes = measurement_frame([Inspection(subject="good", measurements=(good,))])
    docs = DataDocs()
    for frame, asked in ((FRAME, suite), (FRAME, suite), (takes, take_suite())):
        docs.add(frame, validate(frame, asked))
    index, *pages = docs.write(tmp_path / "docs")
    assert [page.name for page in pages] == ["kinds.html", "takes.html"]
    words = index.read_text(encoding="utf-8")
    assert "kinds</a>: 0 of 2 expectations met" in words
    assert "takes</a>: 6 of 6 expectations met" in words
    assert "2 unexpected values found" in pages[0].read_text(encoding="utf-8")
    assert "of 6 total rows" in pages[0].read_text(encoding="utf-8")


def test_docs_ask_nothing_of_the_network_and_run_nothing_from_a_cell(tmp_path: Path) -> None:
    suite = _suite(KNOWN, kinds=["cup"])
    docs = DataDocs()
    docs.add(FRAME, validate(FRAME, suite))
    for page in docs.write(tmp_path):
        words = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in words
        assert "<script" not in words
        assert 'src="' not in words
        assert "<link" not in words
    assert "&lt;script&gt;alert(1)" in (tmp_path / "kinds.html").read_text(encoding="utf-8")
