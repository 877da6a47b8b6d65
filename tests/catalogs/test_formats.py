from __future__ import annotations

from pathlib import Path

import pytest

from catalogs import FORMATS, format_for, open_catalog
from schemas.errors import CatalogError
from tests.catalogs.conftest import Write


@pytest.mark.parametrize(
    ("name", "start", "says"),
    [
        ("a.xlsx", b"PK\x03\x04rest", "a.xlsx is not a whole Excel workbook"),
        ("a.csv", b"PK\x03\x04rest", "a.csv is not a whole Excel workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "an Excel workbook with a password, or an old one"),
        ("a.feather", b"ARROW1\0\0", r"an Arrow IPC \(Feather\) file"),
        ("a.feather", b"FEA1\0\0", "a Feather file"),
        ("a.json", b'\n[{"id": 1}]', "a JSON array"),
        ("a.csv.gz", b"\x1f\x8b\x08", "compressed with gzip"),
        ("a.db", b"SQLite format 3\0", "a SQLite database"),
        ("a.pdf", b"%PDF-1.7", "a PDF"),
        ("a.docx", b"id,title\n", r"of a format that is not read \(ending .docx\)"),
        ("a", b"id,title\n", r"of a format that is not read \(ending \(none\)\)"),
    ],
)
def test_other_formats_are_refused_by_name_and_the_read_ones_listed(
    write: Write, name: str, start: bytes, says: str
) -> None:
    with pytest.raises(CatalogError, match=says) as refusal:
        open_catalog(write(start, name), {})
    if "whole" not in says:
        assert "callsheet reads CSV (.csv, .txt), TSV (.tsv, .tab), JSON" in refusal.value.remedy


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="the catalog is a folder"):
        open_catalog(tmp_path, {})


def test_a_missing_catalog_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="the catalog is not there"):
        open_catalog(tmp_path / "none.csv", {})


def test_parquet_is_known_by_its_first_bytes_whatever_its_name(write: Write) -> None:
    with pytest.raises(CatalogError, match="not a whole Parquet file"):
        open_catalog(write(b"PAR1 and no footer", "export.csv"), {})


def test_json_lines_are_known_by_their_first_bytes_whatever_their_name(write: Write) -> None:
    assert (
        open_catalog(write(b'\xef\xbb\xbf\n{"id": 1, "title": "Cup"}\n', "a.csv"), {}).format
        == "jsonl"
    )


@pytest.mark.parametrize("name", ["a.CSV", "b.txt", "c.tab", "d.ndjson", "e.pq"])
def test_a_file_has_the_format_of_its_suffix(name: str) -> None:
    found = format_for(name)
    assert found is not None
    assert name[1:].lower() in found.suffixes


def test_no_suffix_is_of_two_formats() -> None:
    suffixes = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert format_for("catalog.docx") is None
