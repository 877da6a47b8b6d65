"""A catalog with 20 broken rows among 10 good ones, and its rejects handed back."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from schemas.reject import Code
from tests.catalogs.broken import BROKEN, GOOD, write_broken
from tests.flows.terminal import Answer, callsheet


@dataclass(frozen=True, slots=True)
class Mess:
    """The broken catalog's production, produced once."""

    folder: Path
    answer: Answer

    @property
    def production(self) -> Path:
        return self.folder / "production.yaml"

    @property
    def rejects(self) -> Path:
        return self.folder / "out" / "rejects.csv"

    def films(self) -> set[str]:
        """The ids of the rows whose film lies in the output folder."""
        return {path.parent.name for path in (self.folder / "out").glob("films/*/*.mp4")}


@pytest.fixture(scope="module")
def mess(studio: Path, tmp_path_factory: pytest.TempPathFactory) -> Mess:  # noqa: ARG001
    folder = tmp_path_factory.mktemp("mess") / "catalog"
    write_broken(folder)
    production = folder / "production.yaml"
    text = "catalog: broken.csv\ndeliveries: [{profile: preview}]\nvoice: {engine: none}\n"
    production.write_text(text, "utf-8")
    return Mess(folder, callsheet("produce", production, "--json"))


def rows_of(rejects: Path) -> list[dict[str, str]]:
    """The rejects as text; of the two columns `id` the first, which is the report's."""
    with rejects.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert header[:5] == ["row", "id", "code", "reason", "remedy"]
    return [dict(zip(header[:5], line, strict=False)) for line in lines]


def test_10_good_rows_are_delivered_and_the_status_is_1(mess: Mess) -> None:
    assert mess.answer.status == 1
    assert mess.films() == set(GOOD)
    assert mess.answer.json["films"] == {"made": 10, "reused": 0, "withdrawn": 0, "failed": 0}
    assert (mess.answer.json["briefs"], mess.answer.json["rejects"]) == (10, 20)


def test_20_broken_rows_have_20_codes_and_20_reasons(mess: Mess) -> None:
    rejects = rows_of(mess.rejects)
    assert [reject["code"] for reject in rejects] == [code for code, _ in BROKEN]
    assert len({reject["code"] for reject in rejects}) == 20
    assert len({reject["reason"] for reject in rejects}) == 20
    assert all(reject["remedy"].endswith(".") for reject in rejects)


def test_check_finds_the_same_rejects_and_spends_nothing(mess: Mess) -> None:
    answer = callsheet("check", mess.production, "--json")
    assert answer.status == 1
    found = answer.json
    assert set(found) == {
        "reader",
        "reading",
        "briefs",
        "skipped",
        "rejects",
        "warnings",
        "not_asked",
    }
    assert (found["reader"], found["briefs"]) == ("csv", 10)
    assert all(set(one) == {"row", "id", "code", "reason", "remedy"} for one in found["rejects"])
    numbered = sorted((one["row"], one["code"]) for one in found["rejects"])
    assert numbered == [(int(one["row"]), one["code"]) for one in rows_of(mess.rejects)]


def test_rejects_are_taken_back_and_the_other_films_stay(mess: Mess) -> None:
    """Handed back: one row that was mended, and one that was not."""
    handed = mess.folder.parent / "handed.xlsx"
    _hand_back(mess.rejects, handed)
    answer = callsheet("produce", mess.production, "--catalog", handed, "--json")
    assert answer.status == 1
    assert answer.json["films"] == {"made": 1, "reused": 0, "withdrawn": 0, "failed": 0}
    assert mess.films() == {*GOOD, "broken-price"}
    (left,) = rows_of(mess.rejects)
    assert (left["id"], left["code"]) == ("broken-kind", Code.KIND)


def _hand_back(rejects: Path, target: Path) -> None:
    """The row whose price was wrong, corrected as its owner would, and the one of unknown kind."""
    book = openpyxl.load_workbook(rejects.with_suffix(".xlsx"))
    sheet = book["rejects"]
    for number in range(sheet.max_row, 1, -1):
        if sheet.cell(number, 3).value not in {Code.PRICE, Code.KIND}:
            sheet.delete_rows(number)
    (wrong,) = (cell for row in sheet for cell in row if cell.value == "from 12.50")
    wrong.value = 12.5
    book.save(target)
