from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.spreadsheet import guarded, unguarded

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("start", STARTS)
def test_what_a_spreadsheet_may_run_is_led_by_an_apostrophe(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"
    assert guarded(f"'{start}1+1") == f"''{start}1+1"


@pytest.mark.parametrize("cell", ["", "a=1", "'quoted'", " =1", "1-1"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == unguarded(cell) == cell


@given(st.text(st.sampled_from(["'", "a", "1", *STARTS]), max_size=6))
def test_guarded_cells_come_back_and_start_no_formula(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(STARTS)
