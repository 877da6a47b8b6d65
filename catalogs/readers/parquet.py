"""Parquet: catalogs that are tables already, with types; the one room that imports pyarrow.

It does not know what a column means; lists stay lists, and numbers stay exact.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from catalogs.readers.reader import Cell, RawRow, Source
from schemas.errors import CatalogError

__all__ = [
    "MAGIC",
    "Parquet",
    "ends_as_it_should",
]

MAGIC = frozenset({b"PAR1", b"PARE"})
"""What stands at both ends of a file (parquet-format, "File Format"); PARE: encrypted."""
_BATCH = 1_000
_RAY = b"ray.data.arrow_"


class Parquet:
    """A Parquet file of columns of text, numbers, dates, truth values, and lists of text.

    Columns may be null-typed or dictionary-encoded.
    """

    format = "parquet"
    described = "parquet"
    notes: tuple[str, ...] = ()

    def __init__(self, source: Source) -> None:
        """Read schema and metadata. Raises CatalogError where the file is refused."""
        if "ray.data" in sys.modules:
            # Ray Data's Arrow extension types unpickle a file's metadata (CVE-2026-41486).
            raise CatalogError(
                "a Parquet catalog is not read where Ray Data is loaded",
                source.name,
                "Read it in a process of its own, or give the catalog as CSV.",
            )
        self._source = source
        with source.open() as data:
            schema = _opened(data, source).schema_arrow
        self.names = tuple(schema.names)
        for field in schema:
            if not _is_readable(field.type):
                raise CatalogError(
                    f"{source.name} has a column of a type that is not read",
                    f"column {field.name!r} is {field.type}",
                    "Write text, numbers, dates or lists of text, or leave the column out.",
                )

    def rows(self) -> Iterator[RawRow]:
        """Every row, in batches of 1,000. Raises CatalogError where a page cannot be read."""
        number = 0
        with self._source.open() as data:
            for batch in self._batches(_opened(data, self._source)):
                columns = [_cells_of(batch.column(at)) for at in range(batch.num_columns)]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield RawRow(number, cells)

    def _batches(self, file: Any) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - only where a Parquet catalog is read

        read = 0
        batches = file.iter_batches(batch_size=_BATCH)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                raise _refused(self._source, error, f"after row {read}") from error
            if batch is None:
                return
            read += batch.num_rows
            yield batch


def ends_as_it_should(file: BinaryIO) -> bool:
    """Whether the format's magic stands at both ends."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(4)
    file.seek(max(size - 4, 0))
    return size >= 12 and start in MAGIC and file.read(4) == start


def _is_readable(kind: Any) -> bool:
    """Whether cells of this Arrow type can be read: text, numbers, dates, lists of text, nulls."""
    import pyarrow.types as t  # noqa: PLC0415 - only where a Parquet catalog is read

    if t.is_dictionary(kind):
        return _is_readable(kind.value_type) and not _is_list(kind.value_type)
    if _is_list(kind):
        return _is_readable(kind.value_type) and not _is_list(kind.value_type)
    checks: tuple[Callable[[Any], bool], ...] = (
        *(t.is_null, t.is_boolean, t.is_integer, t.is_floating, t.is_decimal),
        *(t.is_string, t.is_large_string, t.is_string_view, t.is_date, t.is_timestamp),
    )
    return any(check(kind) for check in checks)


def _cells_of(column: Any) -> list[Cell]:
    """The cells of one batch's column.

    Binary floating point becomes the shortest decimal that stands for it (so 29.9 is 29.9, in
    single precision too), not-a-number nothing, a list's nulls are left out.
    """
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.types as t  # noqa: PLC0415 - as above

    kind = column.type
    if t.is_dictionary(kind):
        return _cells_of(column.dictionary_decode())
    if t.is_floating(kind) and not t.is_float64(kind):
        # numpy prints single precision as it was meant; Python would widen it first.
        return [
            None if value is None else _number(str(value))
            for value in column.to_numpy(zero_copy_only=False)
        ]
    if _is_list(kind) and not isinstance(column, pa.ExtensionArray):
        return [_listed(value) for value in column.to_pylist()]
    return [_cell(value) for value in column.to_pylist()]


def _opened(data: BinaryIO, source: Source) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    try:
        # Metadata first: it is looked through before Arrow makes types of it.
        _refuse_extensions(pq.read_metadata(data).metadata or {}, source)
        data.seek(0)
        return pq.ParquetFile(data)
    except (pa.ArrowException, OSError) as error:
        raise _refused(source, error, f"{data.seek(0, io.SEEK_END)} bytes") from error


def _refuse_extensions(metadata: Mapping[bytes, bytes], source: Source) -> None:
    for key, value in metadata.items():
        schema = base64.b64decode(value) if key == b"ARROW:schema" else b""
        if _RAY in key or _RAY in value or _RAY in schema:
            raise CatalogError(
                f"{source.name} was written by Ray Data with types that run code when read",
                f"schema metadata {key.decode(errors='replace')!r} holds {_RAY.decode()}*",
                "Write it with plain columns: text, numbers, lists of text.",
            )


def _refused(source: Source, error: Exception, where: str) -> CatalogError:
    words = str(error).partition("\n")[0].rstrip(".")
    if "ncrypt" in words or "ecrypt" in words:
        return CatalogError(f"{source.name} is encrypted", where, "Write it without encryption.")
    return CatalogError(
        f"{source.name} is not a whole Parquet file: {words}",
        where,
        "It may have been cut short: write or copy it again.",
    )


def _is_list(kind: Any) -> bool:
    import pyarrow.types as t  # noqa: PLC0415 - as above

    return bool(t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind))


def _listed(values: list[Any] | None) -> Cell:
    if values is None:
        return None
    texts = (_text(value) for value in values if value is not None)
    return tuple(text for text in texts if text)


def _text(value: Any) -> str:
    cell = _cell(value)
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell or "")


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return None
        case str():
            return value or None
        case bool():
            return "true" if value else "false"
        case int():
            return Decimal(value)
        case Decimal():
            return value
        case float():
            return _number(repr(value)) if math.isfinite(value) else None
        case dt.date():
            return value.isoformat()
    raise TypeError(f"no cell for {type(value).__name__}")


def _number(text: str) -> Decimal | None:
    number = Decimal(text)
    if not number.is_finite():
        return None
    return number.to_integral_value() if number == number.to_integral_value() else number
