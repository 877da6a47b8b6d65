"""Whole: whether a catalog file ends as its format ends.

It does not read what stands in it.
"""

from __future__ import annotations

import io
from typing import BinaryIO

__all__ = ["CATALOGS", "ends_as_it_should"]

_PARQUET = (".parquet", ".pq")
CATALOGS = (".csv", ".tsv", *_PARQUET)
"""Suffixes of what is taken from a drop folder."""
_CHUNK = 1 << 20


def ends_as_it_should(file: BinaryIO, suffix: str) -> bool:
    """Parquet: its magic at both ends (parquet-format, "File Format").

    CSV (RFC 4180): no quote is open, and the last line is ended. The last line break is optional
    there, so a file without it may be whole all the same; only time tells.
    """
    if suffix in _PARQUET:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        start = file.read(4)
        file.seek(max(size - 4, 0))
        return size >= 12 and start in {b"PAR1", b"PARE"} and file.read(4) == start
    quotes, last = 0, b""
    while chunk := file.read(_CHUNK):
        quotes += chunk.count(b'"')
        last = chunk[-1:]
    return last in {b"\n", b"\r"} and quotes % 2 == 0
