"""Reader: the one shape that every catalog format is read into.

It does not know what a column means; `catalogs.header` and `catalogs.dialect` say that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

__all__ = ["Cell", "Fault", "RawRow", "Reader", "items_of", "text_of"]

Cell = str | tuple[str, ...] | Decimal | None
"""One cell: text as written, a list of texts, an exact number, or nothing."""

_SEPARATOR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row could not be split into its columns, and what to do about it."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row, counted from 1, with a cell for each of the reader's column names.

    With a `fault`, `cells` hold only what could be read (fewer or more than there are columns) and
    must not be believed. `notes` are what its owner should know of how it was read.
    """

    number: int
    cells: tuple[Cell, ...] = ()
    fault: Fault | None = None
    notes: tuple[str, ...] = ()


class Reader(Protocol):
    """A catalog whose column names were read. `rows` may be called again, and streams."""

    @property
    def format(self) -> str:
        """`csv`, `tsv`, `jsonl`, `xml` or `parquet`: what `callsheet check` names as the reader."""

    @property
    def described(self) -> str:
        """How the file is read: `csv in Windows-1252, separated by ';'`."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What its owner should know of the file as a whole."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' own names, in order, as they stand in the file."""

    def rows(self) -> Iterator[RawRow]:
        """Every data row in order, in bounded memory.

        Raises CatalogError, naming line and column, where the file cannot be read as a whole.
        """


def text_of(cell: Cell) -> str:
    r"""A cell as one text, as a CSV file would hold it: lists separated by `|` (in items `\|`)."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case Decimal():
            return format(cell, "f")
        case tuple():
            return "|".join(item.replace("|", "\\|") for item in cell)


def items_of(cell: Cell) -> tuple[str, ...]:
    r"""A cell as a list: its items, or its text split at each `|` that is not written `\|`."""
    if isinstance(cell, tuple):
        return cell
    return tuple(item.replace("\\|", "|") for item in _SEPARATOR.split(text_of(cell)))
