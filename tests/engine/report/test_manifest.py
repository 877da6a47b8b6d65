from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from engine.report import COLUMNS, write_manifest
from engine.report.manifest import cell
from tests.engine.report.conftest import MakeFilm


def rows_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_in(path: Path) -> list[dict[str, Any]]:
    return list(parquet.read_table(path).to_pylist())


def test_both_files_hold_the_same_films_in_the_order_of_their_files(
    make_film: MakeFilm, tmp_path: Path
) -> None:
    films = [make_film("b"), make_film("a"), make_film("a", locale="de")]
    sheet, table = write_manifest(tmp_path, films)
    rows, records = rows_in(sheet), table_in(table)
    assert [row["file_name"] for row in rows] == [
        "a_de_youtube.mp4",
        "a_en_youtube.mp4",
        "b_en_youtube.mp4",
    ]
    assert list(rows[0]) == list(records[0]) == list(COLUMNS)
    assert rows == [{name: cell(value) for name, value in record.items()} for record in records]


def test_every_path_in_it_is_a_file_and_every_number_is_one(
    make_film: MakeFilm, tmp_path: Path
) -> None:
    (row,) = rows_in(write_manifest(tmp_path, [make_film()])[0])
    for column in ("file", "thumbnail", "captions_srt", "captions_vtt", "transcript", "sidecar"):
        assert (tmp_path / row[column]).is_file(), column
    assert float(row["loudness_lufs"]) == -14.1
    assert (int(row["bytes"]), float(row["seconds"])) == (8_123_456, 12.5)
    assert row["checks_passed"] == row["ai_disclosure_required"] == "false"


def test_a_file_that_is_not_there_is_not_named(make_film: MakeFilm, tmp_path: Path) -> None:
    film = make_film()
    (tmp_path / film.file).with_suffix(".srt").unlink()
    (row,) = rows_in(write_manifest(tmp_path, [film])[0])
    assert row["captions_srt"] == ""
    assert row["captions_vtt"] != ""


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_a_title_is_never_a_formula_in_the_csv_and_is_itself_in_the_parquet(
    make_film: MakeFilm, tmp_path: Path, first: str
) -> None:
    title = f'{first}HYPERLINK("https://evil.example";"Sale")'
    sheet, table = write_manifest(tmp_path, [make_film(title=title)])
    assert rows_in(sheet)[0]["title"] == f"'{title}"
    assert table_in(table)[0]["title"] == title


def test_a_manifest_of_no_films_still_has_its_columns_and_types(tmp_path: Path) -> None:
    sheet, table = write_manifest(tmp_path, [])
    assert sheet.read_text("utf-8").strip().split(",") == list(COLUMNS)
    assert parquet.read_schema(table).field("loudness_lufs").type == "double"


def test_a_film_outside_the_folder_is_refused(make_film: MakeFilm, tmp_path: Path) -> None:
    film = make_film().model_copy(update={"file": "../elsewhere.mp4"})
    with pytest.raises(ValueError, match=r"relative to the output folder, not '\.\./elsewhere"):
        write_manifest(tmp_path, [film])
    assert not (tmp_path / "manifest.csv").exists()
