from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest

from catalogs import format_for
from catalogs.formats import open_reader
from catalogs.readers.reader import FileSource, RawRow, Reader
from schemas.errors import CatalogError
from tests.catalogs.conftest import Write


def _reader(write: Write, text: str | bytes) -> Reader:
    return open_reader(FileSource(write(text, "catalog.jsonl")))


def test_columns_are_all_keys_as_they_first_occur(write: Write) -> None:
    reader = _reader(write, '{"id": "a", "title": "Cup"}\n\n{"stock": 7, "id": "b"}\n')
    assert (reader.format, reader.names) == ("jsonl", ("id", "title", "stock"))
    assert list(reader.rows()) == [
        RawRow(1, ("a", "Cup", None)),
        RawRow(2, ("b", None, Decimal(7))),
    ]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ('"x"', "x"),
        ('""', None),
        ("null", None),
        ("29.90", Decimal("29.90")),
        ("0.1", Decimal("0.1")),
        ("true", "true"),
        ('["x", null, 2.50, false]', ("x", "2.50", "false")),
        ("[]", ()),
        (r'"\u00e9\ud83d\ude00"', "\u00e9\U0001f600"),
    ],
)
def test_values_become_exact_cells(write: Write, value: str, cell: object) -> None:
    (row,) = _reader(write, f'{{"it": {value}}}').rows()
    assert (row.cells, row.fault) == ((cell,), None)
    assert str(row.cells[0]) == str(cell)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "b"', "line 2 is not JSON"),
        ('["b"]', "line 2 is not a JSON object"),
        ('{"id": {"x": 1}}', "id on line 2 holds an object"),
        ('{"id": [["x"]]}', "id on line 2 holds a list within a list"),
        ('{"id": [{"x": 1}]}', "id on line 2 holds an object"),
        ('{"id": 1, "id": 2}', "the key 'id' is there more than once"),
        ('{"id": NaN}', "NaN is no value of JSON"),
        ('{"id": 1e999999999}', "a number of more than 1,000 digits"),
        ('{"id": "\\ud800"}', r"id on line 2 holds half a character, U\+D800"),
        ('{"\\ud800": 1}', "half a character"),
        ("[" * 100_000, "line 2 is not JSON"),
    ],
)
def test_a_bad_line_is_that_rows_fault_alone(write: Write, line: str, says: str) -> None:
    rows = list(_reader(write, f'{{"id": "a"}}\n{line}\n{{"id": "c"}}\n').rows())
    assert [row.number for row in rows] == [1, 2, 3]
    assert (rows[0].cells[0], rows[2].cells[0]) == ("a", "c")
    fault = rows[1].fault
    assert fault is not None
    assert re.search(says, fault.reason)


def test_a_file_without_any_object_is_refused(write: Write) -> None:
    with pytest.raises(CatalogError, match="has no line that is a JSON object"):
        _reader(write, '{\n"id": 1\n}\n')


def test_an_encoding_from_before_unicode_is_read_and_told(write: Write) -> None:
    reader = _reader(write, b'{"id": 1}\n{"id": "\xe9"}\n')
    assert [row.cells for row in reader.rows()][1] == ("é",)
    assert "read as Windows-1252" in reader.notes[0]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"id": 1}\n', True),
        ('{"id": 1}\n{"id": 2}', True),
        ('{"id": 1}\n{"id"', False),
        ('{"id": 1}\n{"id": "}', False),
        ("", False),
    ],
)
def test_a_file_is_whole_where_its_last_line_is(text: str, *, whole: bool) -> None:
    found = format_for("a.jsonl")
    assert found is not None
    assert found.ends_as_it_should(io.BytesIO(text.encode())) is whole
