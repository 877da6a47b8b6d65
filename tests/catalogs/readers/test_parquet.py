from __future__ import annotations

import base64
import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from catalogs.formats import open_reader
from catalogs.readers.reader import FileSource, RawRow, Reader
from schemas.errors import CatalogError

IDS = pa.array(["a", "b"])


def reader_of(path: Path) -> Reader:
    return open_reader(FileSource(path))


def _file(folder: Path, **columns: pa.Array) -> Path:
    path = folder / "catalog.parquet"
    pq.write_table(pa.table({"id": IDS, "title": IDS, **columns}), path)
    return path


def _cells(folder: Path, column: pa.Array) -> list[object]:
    rows = reader_of(_file(folder, it=column)).rows()
    return [row.cells[2] for row in rows]


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (pa.array(["x", ""]), ["x", None]),
        (pa.array([None, None], pa.null()), [None, None]),
        (pa.array(["x", None]).dictionary_encode(), ["x", None]),
        (pa.array([["x", None, "y"], None]), [("x", "y"), None]),
        (pa.array([[], ["x"]], pa.large_list(pa.string())), [(), ("x",)]),
        (pa.array([[1], [2, 3]]), [("1",), ("2", "3")]),
        (pa.array([Decimal("29.90"), None]), [Decimal("29.90"), None]),
        (pa.array([7, None]), [Decimal(7), None]),
        (pa.array([29.9, float("nan")]), [Decimal("29.9"), None]),
        (pa.array([29.9, None], pa.float32()), [Decimal("29.9"), None]),
        (pa.array([42.0, float("inf")]), [Decimal(42), None]),
        (pa.array([True, False]), ["true", "false"]),
        (pa.array([dt.date(2026, 9, 24), None]), ["2026-09-24", None]),
    ],
)
def test_typed_columns_become_exact_cells(
    tmp_path: Path, column: pa.Array, cells: list[object]
) -> None:
    found = _cells(tmp_path, column)
    assert found == cells
    assert list(map(str, found)) == list(map(str, cells))


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (pa.array([b"x", b"y"]), "binary"),
        (pa.array([{"x": 1}, None]), "struct<x: int64>"),
        (pa.array([[["x"]], None]), "list<"),
    ],
)
def test_columns_of_other_types_are_refused(tmp_path: Path, column: pa.Array, kind: str) -> None:
    with pytest.raises(CatalogError, match=f"column 'it' is {kind}"):
        reader_of(_file(tmp_path, it=column))


def test_rows_are_counted_from_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pq"
    pq.write_table(pa.table({"SKU": IDS, "Name": IDS}), path)
    reader = reader_of(path)
    assert (reader.format, reader.names) == ("parquet", ("SKU", "Name"))
    assert list(reader.rows())[1] == RawRow(2, ("b", "b"))


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(CatalogError, match="not a whole Parquet file"):
        reader_of(path)


def test_a_damaged_page_is_refused_when_it_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path)
    data = bytearray(path.read_bytes())
    data[4:60] = bytes(56)
    path.write_bytes(data)
    with pytest.raises(CatalogError, match=r"not a whole Parquet file.*\(after row 0\)"):
        list(reader_of(path).rows())


class _Kms(pe.KmsClient):  # type: ignore[misc] # pyarrow is untyped
    def __init__(self, _config: object) -> None:
        super().__init__()

    def wrap_key(self, key: bytes, _master: str) -> bytes:
        return base64.b64encode(key)


@pytest.mark.parametrize("plain_footer", [False, True])
def test_an_encrypted_file_is_refused(tmp_path: Path, *, plain_footer: bool) -> None:
    table = pa.table({"id": IDS, "title": IDS})
    settings = pe.EncryptionConfiguration(
        footer_key="f", column_keys={"c": ["title"]}, plaintext_footer=plain_footer
    )
    factory = pe.CryptoFactory(_Kms)
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), settings)
    path = tmp_path / "catalog.parquet"
    with pq.ParquetWriter(path, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    with pytest.raises(CatalogError, match=r"catalog\.parquet is encrypted"):
        list(reader_of(path).rows())


@pytest.mark.parametrize("place", ["schema", "field"])
def test_ray_datas_types_are_refused_wherever_they_stand(tmp_path: Path, place: str) -> None:
    name = {"ARROW:extension:name": "ray.data.arrow_tensor"}
    field = pa.field("it", pa.string(), metadata=name if place == "field" else None)
    metadata = name if place == "schema" else None
    schema = pa.schema([("id", pa.string()), ("title", pa.string()), field], metadata=metadata)
    path = tmp_path / "catalog.parquet"
    pq.write_table(pa.table([IDS, IDS, IDS], schema=schema), path)
    with pytest.raises(CatalogError, match="types that run code when read"):
        reader_of(path)


def test_nothing_is_read_where_ray_data_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(tmp_path)
    monkeypatch.setitem(sys.modules, "ray.data", ModuleType("ray.data"))
    with pytest.raises(CatalogError, match="not read where Ray Data is loaded"):
        reader_of(path)
