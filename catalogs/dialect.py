"""Dialect: how one kind of export uses its columns, as data (`dialects/*.yaml`).

It does not know formats: the same dialect may come as CSV, JSON Lines or Parquet.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from catalogs.readers.reader import Cell, text_of
from schemas.record import Record

__all__ = ["CALLSHEET", "Dialect", "PriceSyntax", "dialect_of", "read_dialect", "shipped_dialects"]


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One name, or several in order of preference."""


class PriceSyntax(Record):
    """How prices are written: the decimal mark, and whether the currency stands beside the number.

    The other of point and comma, blanks and apostrophes may separate thousands.
    """

    SCHEMA: ClassVar[str] = "price-syntax/1"

    decimal: Literal[".", ","] = "."
    currency: Literal["column", "beside"] = "column"

    def read(self, text: str) -> tuple[Decimal, str] | None:
        """The amount and its currency's code (empty in a column), or None for another syntax."""
        found = _price(self.decimal).fullmatch(text.strip())
        if found is None:
            return None
        before, number, after = found.groups("")
        if (before and after) or bool(before or after) != (self.currency == "beside"):
            return None
        digits = re.sub(r"[\s'’]", "", number).replace("," if self.decimal == "." else ".", "")
        try:
            return Decimal(digits.replace(",", ".")), before or after
        except InvalidOperation:
            return None


class Dialect(Record):
    """One kind of export.

    `recognised_by` are columns that only this kind has together. `columns` give the file's own
    names for each of callsheet's; the first that is filled counts. `publishable` gives, for columns
    of the file, the values with which a row is made at all; an empty cell says nothing.

    Rows with the same value in callsheet's column `group_by` are one record, wherever they stand.
    It takes each value from the first row that has one. `every` names the list columns that all
    rows add to. With `lowest_price`, price, was-price and currency come from the cheapest row.
    `alike` names the columns that may not differ between the rows of a record.
    """

    SCHEMA: ClassVar[str] = "dialect/1"

    name: str
    recognised_by: Annotated[tuple[str, ...], Field(min_length=1)]
    columns: dict[str, Names] = Field(default_factory=dict)
    prices: PriceSyntax = PriceSyntax()
    publishable: dict[str, Names] = Field(default_factory=dict)
    group_by: str = ""
    every: Names = ()
    lowest_price: bool = False
    alike: Names = ()

    def unpublished(self, cells: Mapping[str, Cell]) -> str:
        """Why the row is not to be made, or an empty text; `cells` by the file's own names."""
        for name, wanted in self.publishable.items():
            value = text_of(cells.get(name)).strip()
            if value and value.casefold() not in {one.casefold() for one in wanted}:
                return f"{name} is {value!r}"
        return ""

    def with_prices(self, cells: Mapping[str, Cell]) -> Mapping[str, Cell]:
        """The cells, by callsheet's names, with prices and currency as callsheet writes them.

        A price in another syntax than the dialect's stays as it is, so that the suite names it.
        """
        if self.prices == PriceSyntax():
            return cells
        found = dict(cells)
        currency = text_of(cells.get("currency")).strip()
        for name in ("price", "was_price"):
            cell = cells.get(name)
            read = self.prices.read(cell) if isinstance(cell, str) else None
            if read is None or (read[1] and currency not in {"", read[1]}):
                continue
            found[name] = read[0]
            currency = currency or read[1]
        return {**found, "currency": currency or None}


CALLSHEET = Dialect(name="callsheet", recognised_by=("id", "title"))
"""callsheet's own columns; also what a catalog is taken for that no other dialect recognises."""


def read_dialect(path: Path) -> Dialect:
    """The dialect in one YAML file. Raises ValueError where it is none."""
    import yaml  # noqa: PLC0415 - only where a catalog is opened

    return Dialect.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@functools.cache
def shipped_dialects() -> tuple[Dialect, ...]:
    """The dialects beside this module, by name."""
    return tuple(map(read_dialect, sorted((Path(__file__).parent / "dialects").glob("*.yaml"))))


def dialect_of(names: Sequence[str], dialects: Sequence[Dialect]) -> Dialect:
    """Which of the dialects these columns are in: of those that recognise them, the most exact."""
    present = {name.strip() for name in names}
    known = [one for one in dialects if present.issuperset(one.recognised_by)]
    return max(known, key=lambda one: len(one.recognised_by), default=CALLSHEET)


@functools.cache
def _price(decimal: str) -> re.Pattern[str]:
    thousands = r"[\s'’" + ("," if decimal == "." else ".") + "]"
    number = rf"-?(?:\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)(?:\{decimal}\d+)?"
    return re.compile(rf"(?:([A-Z]{{3}})\s*)?({number})(?:\s*([A-Z]{{3}}))?", re.ASCII)
