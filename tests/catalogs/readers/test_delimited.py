from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest

from catalogs.formats import open_reader
from catalogs.readers.reader import FileSource, Reader
from schemas.errors import CatalogError
from tests.catalogs.conftest import Write


def reader_of(path: Path) -> Reader:
    return open_reader(FileSource(path))


@pytest.mark.parametrize(
    ("content", "name", "format_"),
    [
        (b"id,title\r\n1,Cup\r\n", "a.csv", "csv"),
        (b"\xef\xbb\xbfid,title\n1,Cup\n", "a.csv", "csv"),
        (b"id;title\n1;Cup\n", "a.csv", "csv"),
        (b"id\ttitle\n1\tCup", "a.csv", "tsv"),
        (b"id\ttitle\r1\tCup\r", "a.tsv", "tsv"),
        (b" id , title \n1,Cup\n\n\n", "a.txt", "csv"),
    ],
)
def test_marks_delimiters_and_line_ends_as_they_come(
    write: Write, content: bytes, name: str, format_: str
) -> None:
    reader = reader_of(write(content, name))
    assert reader.format == format_
    assert [row.cells for row in reader.rows()] == [("1", "Cup")]


def test_quoted_cells_hold_delimiters_quotes_and_line_breaks(write: Write) -> None:
    reader = reader_of(write('id,title\n1,"A ""cup"",\nbig"\n'))
    assert [row.cells for row in reader.rows()] == [("1", 'A "cup",\nbig')]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id,title\n1,C\0up\n", r"holds a NUL byte \(line 2, column 4\)"),
        (b"", "has no header that can be read"),
        (b"\n\n", "has no header"),
        (b'id,title\n1,a\n2,"Cup\n3,b\n', "a quote that is never closed.*starts on line 3"),
        (b'id,"ti"tle\n', "has no header that can be read.*double those"),
    ],
)
def test_damage_beyond_one_row_refuses_the_file_and_names_the_place(
    write: Write, content: bytes, says: str
) -> None:
    path = write(content)
    with pytest.raises(CatalogError, match=says):
        list(reader_of(path).rows())


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalogs.readers.encoding.LONGEST_LINE", 1 << 20)
    with pytest.raises(CatalogError, match="a line of more than 1 MiB"):
        reader_of(write(b"id,title," + b"x" * (2 << 20)))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2,", None),
        ("2", None),
        ("2,Cup,, ,", None),
        ("2,Cup, big", r"line 3 has 3 cells \(too many, from ' big' on\) .* has 2 columns"),
        ('2,"Cup" big', "quotes of the row on line 3 do not pair"),
    ],
)
def test_a_row_that_does_not_split_is_that_rows_fault_alone(
    write: Write, line: str, says: str | None
) -> None:
    rows = list(reader_of(write(f"id,title\n1,a\n{line}\n3,c\n")).rows())
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[0].fault is None
    assert rows[2].cells == ("3", "c")
    fault = rows[1].fault
    if says is None:
        assert fault is None
    else:
        assert fault is not None
        assert re.search(says, fault.reason)


def test_fifty_thousand_rows_stream_in_one_megabyte(write: Write) -> None:
    text = "".join(f"id-{n},{'Cup ' * 25}\n" for n in range(50_000))
    reader = reader_of(write(f"id,title\n{text}"))
    tracemalloc.start()
    try:
        count = sum(1 for _ in reader.rows())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 1_000_000


def test_a_row_whose_last_cells_lack_is_read_and_told(write: Write) -> None:
    rows = list(reader_of(write("id,title,price,stock\n1,Cup\n2,Mug,5,9\n3,Jug,,,,\n")).rows())
    assert [row.cells[:2] for row in rows] == [("1", "Cup"), ("2", "Mug"), ("3", "Jug")]
    assert [note[:27] for row in rows for note in row.notes] == [
        "the row has fewer cells tha",
        "the row has more cells than",
    ]


def test_two_short_rows_that_make_one_are_a_row_torn_by_its_line_break(write: Write) -> None:
    rows = list(reader_of(write("id,title,price\n1,A cup\nto drink,5\n2,Mug,6\n")).rows())
    assert [row.fault is not None for row in rows] == [True, True, False]


@pytest.mark.parametrize(
    ("before", "note"),
    [
        ("\n\n", "the header is on line 3: what stands before it is left out"),
        ("# shop, all\n# 27 Nov\n", "the header is on line 3: what stands before it is left out"),
        ("Products of Fjell\n", "the header is on line 2: what stands before it is left out"),
        (";;\n", "the header is on line 2: what stands before it is left out"),
        ("\ufeff\n\t\ufeff", "the header is on line 2: what stands before it is left out"),
    ],
)
def test_the_header_is_found_below_what_exports_put_above_it(
    write: Write, before: str, note: str
) -> None:
    reader = reader_of(write(f"{before} id ; title;x\n1;Cup;y\n"))
    assert (reader.names, reader.notes) == (("id", "title", "x"), (note,))
    assert [(row.number, row.cells) for row in reader.rows()] == [(1, ("1", "Cup", "y"))]
