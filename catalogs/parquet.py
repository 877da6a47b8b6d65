"""Parquet: catalogs that are tables already, with types.

It does not know what a column means; lists stay lists, and numbers stay exact.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalogs.arrow import cells_of, is_readable
from catalogs.header import resolve
from catalogs.reader import RawRow
from schemas.errors import CatalogError

__all__ = ["Parquet"]

_BATCH = 1_000
_RAY = b"ray.data.arrow_"


class Parquet:
    """A Parquet file of columns of text, numbers, dates, truth values, and lists of text.

    Columns may be null-typed or dictionary-encoded.
    """

    format = "parquet"

    def __init__(self, path: Path, columns: Mapping[str, str]) -> None:
        """Read schema and metadata. Raises CatalogError where the file is refused."""
        if "ray.data" in sys.modules:
            # Ray Data's Arrow extension types unpickle a file's metadata (CVE-2026-41486).
            raise CatalogError(
                "a Parquet catalog is not read where Ray Data is loaded",
                path.name,
                "Read it in a process of its own, or give the catalog as CSV.",
            )
        self.path = path
        with _opened(path) as file:
            schema = file.schema_arrow
        self.header = resolve(schema.names, columns, path.name)
        for field in schema:
            if not is_readable(field.type):
                raise CatalogError(
                    f"{path.name} has a column of a type that is not read",
                    f"column {field.name!r} is {field.type}",
                    "Write text, numbers, dates or lists of text, or leave the column out.",
                )

    def rows(self) -> Iterator[RawRow]:
        """Every row, in batches of 1,000. Raises CatalogError where a page cannot be read."""
        number = 0
        names = self.header.names
        with _opened(self.path) as file:
            for batch in self._batches(file):
                columns = [cells_of(batch.column(at)) for _, at in self.header.fields]
                for cells in zip(*columns, strict=True):
                    number += 1
                    yield RawRow(number, dict(zip(names, cells, strict=True)))

    def _batches(self, file: Any) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - only where a Parquet catalog is read

        read = 0
        batches = file.iter_batches(batch_size=_BATCH)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                raise _refused(self.path, error, f"after row {read}") from error
            if batch is None:
                return
            read += batch.num_rows
            yield batch


def _opened(path: Path) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    try:
        # Metadata first: it is looked through before Arrow makes types of it.
        _refuse_extensions(pq.read_metadata(path).metadata or {}, path)
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _refused(path, error, f"{path.stat().st_size} bytes") from error


def _refuse_extensions(metadata: Mapping[bytes, bytes], path: Path) -> None:
    for key, value in metadata.items():
        schema = base64.b64decode(value) if key == b"ARROW:schema" else b""
        if _RAY in key or _RAY in value or _RAY in schema:
            raise CatalogError(
                f"{path.name} was written by Ray Data with types that run code when read",
                f"schema metadata {key.decode(errors='replace')!r} holds {_RAY.decode()}*",
                "Write it with plain columns: text, numbers, lists of text.",
            )


def _refused(path: Path, error: Exception, where: str) -> CatalogError:
    words = str(error).partition("\n")[0].rstrip(".")
    if "ncrypt" in words or "ecrypt" in words:
        return CatalogError(f"{path.name} is encrypted", where, "Write it without encryption.")
    return CatalogError(
        f"{path.name} is not a whole Parquet file: {words}",
        where,
        "It may have been cut short: write or copy it again.",
    )
