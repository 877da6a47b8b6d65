"""Lines: a file's bytes as lines of text, or a refusal that names line and column.

It does not know what the lines hold.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from catalogs.source import Source
from schemas.errors import CatalogError

__all__ = ["LONGEST_LINE", "lines"]

LONGEST_LINE = 32 * 1024 * 1024
"""Bytes. Memory stays bounded when a binary file without line ends is called `.csv`."""

_CARRIAGE_RETURN = re.compile(r"(?<=\r)(?!\n)")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def lines(source: Source) -> Iterator[str]:
    r"""The source's lines with their ends (`\n`, `\r\n` or `\r`), a UTF-8 byte order mark removed.

    Raises CatalogError for UTF-16, bytes that are not UTF-8, NUL bytes and endless lines; the
    column is counted in characters from 1.
    """
    number = 0
    with source.open() as file:
        while data := file.readline(LONGEST_LINE + 1):
            number += 1
            if number == 1:
                data = _without_mark(data, source)
            if len(data) > LONGEST_LINE:
                raise CatalogError(
                    f"{source.name} has a line of more than {LONGEST_LINE >> 20} MiB",
                    f"line {number}",
                    "Is it a text file? Export the catalog as CSV in UTF-8.",
                )
            for line in _CARRIAGE_RETURN.split(_decoded(data, source, number)):
                if line:
                    yield line


def _without_mark(data: bytes, source: Source) -> bytes:
    if data.startswith(_WIDE):
        raise CatalogError(
            f"{source.name} is written in UTF-16",
            "line 1, column 1",
            'Save it as "CSV UTF-8".',
        )
    return data.removeprefix(codecs.BOM_UTF8)


def _decoded(data: bytes, source: Source, number: int) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        column = len(data[: error.start].decode()) + 1
        byte = data[error.start]
        raise CatalogError(
            f"{source.name} is not UTF-8: byte 0x{byte:02X} belongs to no character",
            f"line {number}, column {column}",
            f'Save it as "CSV UTF-8"; in Windows-1252 the byte would be '
            f"{bytes([byte]).decode('cp1252', 'replace')!r}.",
        ) from error
    if "\0" in text:
        raise CatalogError(
            f"{source.name} holds a NUL byte",
            f"line {number}, column {text.index(chr(0)) + 1}",
            "The file is damaged or not a text file: export the catalog again.",
        )
    return text
