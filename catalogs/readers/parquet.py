"""Parquet: catalogs that are tables already, with types.

It does not know what a column means; lists stay lists, and numbers stay exact.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from catalogs.readers.arrow import cells_of, is_readable
from catalogs.readers.reader import RawRow
from catalogs.source import Source
from schemas.errors import CatalogError

__all__ = ["MAGIC", "Parquet", "ends_as_it_should"]

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
            if not is_readable(field.type):
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
                columns = [cells_of(batch.column(at)) for at in range(batch.num_columns)]
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
