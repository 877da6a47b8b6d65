"""Reader: the one shape that every catalog format is read into.

It does not know what a row means; `catalogs.draft` gives cells their meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from catalogs.header import Header

__all__ = ["Cell", "Fault", "RawRow", "Reader", "text_of"]

Cell = str | tuple[str, ...] | Decimal | None
"""One cell: text as written, a list of texts (Parquet), an exact number (Parquet), or nothing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row could not be split into its columns, and what to do about it."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row, counted from 1, with its cells by callsheet's column names.

    With a `fault`, `cells` hold only what could be read and must not be believed.
    """

    number: int
    cells: Mapping[str, Cell] = field(default_factory=dict)
    fault: Fault | None = None

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything but blanks, as spreadsheets export their empty rows."""
        return not self.fault and not any(text_of(cell).strip() for cell in self.cells.values())


class Reader(Protocol):
    """A catalog file whose header was accepted. `rows` may be called again, and streams."""

    @property
    def format(self) -> str:
        """`csv`, `tsv` or `parquet`: what `callsheet check` names as the reader."""

    @property
    def path(self) -> Path:
        """The file; its folder is where the rows' pictures are looked for."""

    @property
    def header(self) -> Header:
        """The columns, under the file's own names and under callsheet's."""

    def rows(self) -> Iterator[RawRow]:
        """Every data row in order, in bounded memory.

        Raises CatalogError, naming line and column, where the file cannot be read as a whole.
        """


def text_of(cell: Cell) -> str:
    r"""A cell as one text, as a CSV file would hold it: lists separated by `|` (in items `\|`)."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case Decimal():
            return format(cell, "f")
        case tuple():
            return "|".join(item.replace("|", "\\|") for item in cell)
