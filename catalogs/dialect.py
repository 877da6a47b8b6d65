"""Dialect: how one kind of export uses its columns, as data (`dialects/*.yaml`).

It does not know formats: the same dialect may come as CSV, JSON Lines or Parquet.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, ValidationError

from catalogs.columns import KNOWN
from catalogs.prices import PriceSyntax
from catalogs.readers.reader import Cell, text_of
from schemas.errors import ProductionError
from schemas.record import Record

__all__ = [
    "CALLSHEET",
    "Dialect",
    "dialect_called",
    "dialect_of",
    "folded",
    "read_dialect",
    "shipped_dialects",
]

_BETWEEN = re.compile(r"[\s_-]+")


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One name, or several in order of preference."""


class Dialect(Record):
    """One kind of export.

    `recognised_by` are columns that only this kind has together; where there are several names for
    one, any of them will do. Names are compared without regard to case, blanks, `_` and `-`.
    Without `recognised_by`, the production must name the dialect. `columns` give the file's own
    names for each of callsheet's; the first that is filled counts. `publishable` gives, for columns
    of the file, the values with which a row is made at all; an empty cell says nothing.

    Rows with the same value in callsheet's column `group_by` are one record, wherever they stand.
    It takes each value from the first row that has one. `every` names the list columns that all
    rows add to. With `lowest_price`, price, was-price and currency come from the cheapest row.
    `alike` names the columns that may not differ between the rows of a record.
    """

    SCHEMA: ClassVar[str] = "dialect/1"

    name: str
    recognised_by: tuple[Names, ...] = ()
    columns: dict[str, Names] = Field(default_factory=dict)
    prices: PriceSyntax = PriceSyntax()
    publishable: dict[str, Names] = Field(default_factory=dict)
    group_by: str = ""
    every: Names = ()
    lowest_price: bool = False
    alike: Names = ()

    def recognises(self, names: Collection[str]) -> bool:
        """Whether these columns, folded by `folded`, are this kind's."""
        return bool(self.recognised_by) and all(
            any(folded(one) in names for one in either) for either in self.recognised_by
        )

    def unpublished(self, cells: Mapping[str, Cell]) -> str:
        """Why the row is not to be made, or an empty text; `cells` by the file's own names."""
        for name, wanted in self.publishable.items():
            value = text_of(cells.get(name)).strip()
            if value and value.casefold() not in {one.casefold() for one in wanted}:
                return f"{name} is {value!r}"
        return ""


CALLSHEET = Dialect(
    name="callsheet",
    recognised_by=("id", "title"),
    columns={name: (name,) for name in sorted(KNOWN)},
)
"""callsheet's own columns; also what a catalog is taken for that no other dialect recognises."""


def folded(name: str) -> str:
    """A column's name as names are compared: `Compare-at  price` is `compare at price`."""
    return _BETWEEN.sub(" ", name.casefold()).strip()


def read_dialect(path: Path) -> Dialect:
    """The dialect in one YAML file. Raises ProductionError where it is none."""
    import yaml  # noqa: PLC0415 - only where a catalog is opened

    try:
        return Dialect.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        names = ", ".join(one.name for one in shipped_dialects())
        raise ProductionError(
            "the dialect's file cannot be read",
            f"catalog.dialect: {path}: {error.strerror}",
            f"Check the path, which starts at the production file; shipped are {names}.",
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = " ".join(str(error).split())
        raise ProductionError(
            "the dialect's file is not YAML", f"{path}: {problem}", "Correct that line."
        ) from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}"
            for one in error.errors()
        )
        raise ProductionError(
            "the dialect's file holds no dialect",
            f"{path}: {faults}",
            "See the shipped ones in catalogs/dialects for what a dialect may say.",
        ) from error


def dialect_called(name: str, base: Path) -> Dialect:
    """A shipped dialect by name, or the one in a YAML file, whose path starts at `base`.

    Raises ProductionError where there is none.
    """
    if Path(name).suffix.lower() in {".yaml", ".yml"}:
        return read_dialect(base / name)
    known = {one.name: one for one in (CALLSHEET, *shipped_dialects())}
    if name not in known:
        raise ProductionError(
            "there is no dialect of that name",
            f"catalog.dialect is {name!r}",
            f"Write one of {', '.join(known)}, or the path of a YAML file of your own.",
        )
    return known[name]


@functools.cache
def shipped_dialects() -> tuple[Dialect, ...]:
    """The dialects beside this module, by name."""
    return tuple(map(read_dialect, sorted((Path(__file__).parent / "dialects").glob("*.yaml"))))


def dialect_of(names: Sequence[str], dialects: Sequence[Dialect]) -> Dialect:
    """Which of the dialects these columns are in: of those that recognise them, the most exact."""
    present = {folded(name) for name in names}
    known = [one for one in dialects if one.recognises(present)]
    return max(known, key=lambda one: len(one.recognised_by), default=CALLSHEET)
