from __future__ import annotations

import csv
import os
from pathlib import Path

import openpyxl
import pytest

from catalogs import read_reviews
from engine.report import STATUS_FILES, StatusRow, write_status
from engine.report import status as room
from schemas.errors import CatalogError

ROWS = (
    StatusRow(1, "=a", "Cup\x07", "delivered", review="approved"),
    StatusRow(2, "b", "-5 % off", "rejected", "Q:PRICE: no price", "Write one."),
)


def test_both_sheets_say_the_same_and_text_is_no_formula(tmp_path: Path) -> None:
    write_status(tmp_path, ROWS, 2)
    sheet = openpyxl.load_workbook(tmp_path / "status.xlsx")["status"]
    head, first, second = ([one.value for one in row] for row in sheet.iter_rows())
    assert head[-3:] == ["review", "film 1", "film 2"]
    assert first[:4] == [1, "=a", "Cup", "delivered"]
    assert sheet["B2"].data_type == "s"
    assert second[2:6] == ["-5 % off", "rejected", "Q:PRICE: no price", "Write one."]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:J3", "C2")
    with (tmp_path / "status.csv").open(newline="", encoding="utf-8") as file:
        _, line, other = csv.reader(file)
    assert (line[:2], other[2]) == (["1", "'=a"], "'-5 % off")


def test_reviews_come_back_from_the_sheet_that_people_wrote_into(tmp_path: Path) -> None:
    write_status(tmp_path, ROWS, 1)
    assert read_reviews(tmp_path, STATUS_FILES) == {"=a": "approved"}
    table = tmp_path / "status.csv"
    table.write_text(
        table.read_text("utf-8").replace("Write one.,,", "Write one.,,Rejected "), "utf-8"
    )
    later = (tmp_path / "status.xlsx").stat().st_mtime_ns + 1_000_000
    os.utime(table, ns=(later, later))
    assert read_reviews(tmp_path, STATUS_FILES) == {"=a": "approved", "b": "rejected"}
    assert read_reviews(tmp_path / "none", STATUS_FILES) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,review\na,maybe\n", "neither approved nor rejected .*row 1: 'maybe'"),
        ("a,b\n1,2\n", "no status sheet any more"),
    ],
)
def test_a_sheet_that_says_something_else_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "status.csv").write_text(text, "utf-8")
    with pytest.raises(CatalogError, match=says):
        read_reviews(tmp_path, STATUS_FILES)


def test_a_long_sheet_is_a_table_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_status(tmp_path, ROWS, 1)
    monkeypatch.setattr(room, "_MOST", 1)
    write_status(tmp_path, ROWS, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["status.csv"]
