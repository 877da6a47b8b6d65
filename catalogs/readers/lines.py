"""Lines: a file's bytes as lines of text, or a refusal that names line and column.

It does not know what the lines hold.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from catalogs.readers.encoding import Encoding
from catalogs.source import Source
from schemas.errors import CatalogError

__all__ = ["LONGEST_LINE", "lines"]

LONGEST_LINE = 32 * 1024 * 1024
"""Characters. Memory stays bounded when a binary file without line ends is called `.csv`."""


def lines(source: Source, encoding: Encoding) -> Iterator[str]:
    r"""The source's lines with their ends (`\n`, `\r\n` or `\r`), a byte order mark removed.

    Raises CatalogError for NUL characters and endless lines; the column is counted in characters
    from 1.
    """
    number = 0
    with (
        source.open() as file,
        io.TextIOWrapper(file, encoding.codec, encoding.errors, newline="") as text,
    ):
        while line := text.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise CatalogError(
                    f"{source.name} has a line of more than {LONGEST_LINE >> 20} MiB",
                    f"line {number}",
                    "Is it a text file? Export the catalog as CSV in UTF-8.",
                )
            if "\0" in line:
                raise CatalogError(
                    f"{source.name} holds a NUL byte",
                    f"line {number}, column {line.index(chr(0)) + 1}",
                    "The file is damaged or not a text file: export the catalog again.",
                )
            yield line
