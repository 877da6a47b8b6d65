"""Dialect: how one kind of export uses its columns, as data (`dialects/*.yaml`).

It does not know formats: the same dialect may come as CSV, JSON Lines or Parquet.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationError

from catalogs.columns import KNOWN, Names, folded
from catalogs.prices import PriceSyntax
from catalogs.readers.reader import Cell, text_of
from schemas.errors import ProductionError
from schemas.record import Record

__all__ = [
    "CALLSHEET",
    "Dialect",
    "Family",
    "Reduction",
    "dialect_called",
    "dialect_of",
    "read_dialect",
    "shipped_dialects",
    "unwanted",
]


def _compiles(pattern: str) -> str:
    if re.compile(pattern).groups != 1:
        raise ValueError("the pattern must have one group, which is a child's id")
    return pattern


class Family(Record):
    """How a dialect says which rows belong together, in one of three ways.

    A child names its parent in the column `parent`, as one of `names` (`id:{ID}` holds a column);
    or the parent lists its children in the column `children`, with their ids where the pattern
    `child` has its group; or rows follow their `head`, which has one of these values (`*`: any).
    """

    SCHEMA: ClassVar[str] = "family/1"

    parent: Names = ()
    names: Names = ()
    children: str = ""
    child: Annotated[str, AfterValidator(_compiles)] = "(.+)"
    head: dict[str, Names] = Field(default_factory=dict)


class Reduction(Record):
    """What a column takes off the price, as a share in percent or as an amount, in rows whose
    columns `where` have one of these values.
    """

    SCHEMA: ClassVar[str] = "reduction/1"

    column: str
    by: Literal["percent", "amount"]
    where: dict[str, Names] = Field(default_factory=dict)


class Dialect(Record):
    """One kind of export. Columns' names are compared without regard to case, blanks, `_` and `-`.

    Rows with the same value in callsheet's column `group_by`, and those of one `family`, are one
    record, wherever they stand. It takes each value from the first row that has one, a family's
    head first. With `lowest_price`, price, was-price and currency come from the cheapest row.
    """

    SCHEMA: ClassVar[str] = "dialect/1"

    name: str
    recognised_by: tuple[Names, ...] = ()
    """Columns that only this kind has together; of several names for one, any will do. Without
    them, the production must name the dialect."""
    unless: Names = ()
    """Columns that this kind never has."""
    columns: dict[str, Names] = Field(default_factory=dict)
    """The file's own names for each of callsheet's columns; the first that is filled counts. `*` at
    the end of a name stands for any end."""
    together: Names = ()
    """List columns that take the items of all their columns."""
    lists: dict[str, str] = Field(default_factory=dict)
    """What separates the items of a list column, where it is not `|`; a blank stands for any."""
    rooted: Names = ()
    """List columns whose paths start at the pictures' folder though they begin with `/`."""
    media: str = ""
    """The folder of a shop's address below which pictures with a path lie."""
    escaped: Names = ()
    """Columns in which `\\n` stands for a line break."""
    codes: Names = ()
    """Columns that hold codes of words: `SHOP_NOW` is shown as "Shop now"."""
    id_from: Names = ()
    """Columns that together name a row whose id is empty."""
    having: Names = ()
    """Rows of which all these columns are empty are none of the catalog's."""
    values: dict[str, str] = Field(default_factory=dict)
    """What rows have in callsheet's columns where the file has nothing: `kind: lesson`."""
    prices: PriceSyntax = PriceSyntax()
    on_sale: dict[str, Names] = Field(default_factory=dict)
    """For columns of the file, the values with which a row's sale price counts."""
    reductions: tuple[Reduction, ...] = ()
    """Of the price, where it has no sale price: the first that is filled makes one."""
    sale_dates: Names = ()
    """Columns with the days of a sale. Nobody looks at them, because a plan is the same on every
    day; that a sale price has days is told."""
    only: dict[str, Names] = Field(default_factory=dict)
    """For columns of the file, the values with which a row is one of the catalog's: translations
    and notes that stand among them are left out, whatever the production includes."""
    publishable: dict[str, Names] = Field(default_factory=dict)
    """For columns of the file, the values with which a record is made; an empty cell says nothing.
    A record's first row says it, or its family's head."""
    available: dict[str, Names] = Field(default_factory=dict)
    """Likewise for each row: a variant that cannot be had is left out, and its record with the
    last one."""
    family: Family | None = None
    group_by: str = ""
    every: Names = ()
    """List columns that all rows of a record add to."""
    lowest_price: bool = False
    loose: bool = False
    """Whether shops fill it in with less care than callsheet asks for: former prices that are not
    above the price, and prices of zero, are left out; titles that are too long go on in an empty
    subtitle. Each is told; in callsheet's own columns it would be the row's fault."""
    alike: Names = ()
    """Columns that may not differ between the rows of a record."""

    def recognises(self, names: Collection[str]) -> bool:
        """Whether these columns, folded by `folded`, are this kind's."""
        return (
            bool(self.recognised_by)
            and all(any(folded(one) in names for one in either) for either in self.recognised_by)
            and not any(folded(one) in names for one in self.unless)
        )


CALLSHEET = Dialect(
    name="callsheet",
    recognised_by=("id", "title"),
    columns={name: (name,) for name in sorted(KNOWN)},
)
"""callsheet's own columns; also what a catalog is taken for that no other dialect recognises."""


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


def unwanted(wanted: Mapping[str, Sequence[str]], cells: Mapping[str, Cell]) -> str:
    """Why a row is not to be made, or an empty text; `cells` by the file's own names, folded."""
    for name, values in wanted.items():
        value = text_of(cells.get(folded(name))).strip()
        if value and value.casefold() not in {one.casefold() for one in values}:
            return f"{name} is {value!r}"
    return ""
