"""Choose: which reader a catalog file gets, by its name and its first bytes.

It does not know what the readers do with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from catalogs.delimited import Delimited
from catalogs.parquet import Parquet
from catalogs.reader import Reader
from schemas.errors import CatalogError

__all__ = ["open_catalog"]

_READ = "callsheet reads CSV and TSV (UTF-8, .csv, .tsv, .tab, .txt) and Parquet (.parquet, .pq)."
_DELIMITED = frozenset({".csv", ".tsv", ".tab", ".txt"})
_PARQUET = frozenset({".parquet", ".pq"})
_FOREIGN = {
    b"PK\x03\x04": "an Excel workbook or another ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"ARROW1": "an Arrow IPC (Feather) file",
    b"FEA1": "a Feather file",
    b"\x1f\x8b": "compressed with gzip",
    b"SQLite format 3": "a SQLite database",
    b"%PDF": "a PDF",
    b"<": "XML or HTML",
    b"{": "JSON",
    b"[": "JSON",
}
"""First bytes of files that are taken for catalogs; checked whatever the name says."""


def open_catalog(path: Path, columns: Mapping[str, str]) -> Reader:
    """The reader of one catalog, its header read and accepted.

    `columns` maps callsheet's columns to the catalog's own names, for those that differ. Raises
    CatalogError where the file is not there, of a format that is not read, or has a header that
    does not fit.
    """
    if path.is_dir():
        raise CatalogError("the catalog is a folder", str(path), f"Name one file: {_READ}")
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except FileNotFoundError as error:
        raise CatalogError(
            "the catalog is not there", str(path), "Check the path; it is relative to the target."
        ) from error
    except OSError as error:
        raise CatalogError(
            "the catalog cannot be opened", f"{path}: {error.strerror}", "Check its permissions."
        ) from error
    suffix = path.suffix.lower()
    parquet = start[:4] in {b"PAR1", b"PARE"}
    foreign = _foreign(start)
    if foreign and not parquet:
        raise CatalogError(
            f"{path.name} is {foreign}", str(path), f"Export it as CSV in UTF-8: {_READ}"
        )
    if parquet or suffix in _PARQUET:
        return Parquet(path, columns)
    if suffix in _DELIMITED:
        return Delimited(path, columns)
    raise CatalogError(
        f"{path.name} is of a format that is not read", f"ending {suffix or '(none)'}", _READ
    )


def _foreign(start: bytes) -> str | None:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((what for mark, what in _FOREIGN.items() if text.startswith(mark)), None)
