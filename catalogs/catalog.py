"""Catalog: one opened catalog: its source, reader, dialect and header, and what can be asked of it.

It does not know what becomes of its briefs.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from catalogs.columns import folded
from catalogs.compose import Defaults
from catalogs.dialect import (
    CALLSHEET,
    Dialect,
    dialect_called,
    dialect_of,
    shipped_dialects,
)
from catalogs.formats import open_folder, open_reader
from catalogs.grouping import Entry, Grouping
from catalogs.header import Header, lead_of, rank_of, resolve
from catalogs.readers.encoding import TextHints
from catalogs.readers.reader import FileSource, Reader, Source, text_of
from catalogs.rejects import is_rejects, write_rejects
from catalogs.rows import Rows
from catalogs.suite import Expect, Suite, row_suite
from catalogs.validate import validate
from schemas.brief import Brief
from schemas.catalog import CatalogSettings
from schemas.keys import key_of
from schemas.reject import Reject, Skip, Warned
from schemas.source import source_of

__all__ = ["Catalog", "open_catalog"]

_LOOKED_AT = 10_000
"""Rows that decide whether a column may be suggested as an id."""
_READERS = tuple(
    sorted(
        one for one in Path(__file__).parent.iterdir() if one.name not in {"demo", "__pycache__"}
    )
)
"""What reads catalogs: another callsheet may read the same file otherwise."""


class Catalog:
    """A catalog whose header was accepted. Its rows may be asked for again and again."""

    def __init__(
        self,
        source: Source,
        reader: Reader,
        header: Header,
        dialect: Dialect,
        include: Sequence[str] = (),
        *,
        lenient: bool = False,
    ) -> None:
        self.source = source
        self.reader = reader
        self.header = header
        self.dialect = dialect
        self._include = tuple(include)
        self._lenient = lenient
        self._grouping = Grouping(Rows(reader, header, dialect, include), dialect)

    @property
    def format(self) -> str:
        """Which reader reads it: `csv`, `tsv`, `jsonl`, `xml`, `parquet` or `xlsx`."""
        return self.reader.format

    @property
    def partial(self) -> bool:
        """Whether it holds only some of a production's rows: rejects that are handed back."""
        return self.header.lead > 0

    @property
    def reading(self) -> str:
        """How it is read, and why so: for whoever checks a catalog."""
        there = {folded(name): name for name in self.header.originals}
        seen = self.dialect.recognises(there.keys())
        by = [
            next(there[name] for name in map(folded, either) if name in there)
            for either in (self.dialect.recognised_by if seen else ())
        ]
        because = f"it has {', '.join(by)}" if seen else "the production says so"
        if self.dialect == CALLSHEET and not seen:
            because = "with the production's column map"
        return f"{self.reader.described}, columns as {self.dialect.name}'s: {because}"

    @property
    def media(self) -> str:
        """The folder of its shop below which rows name their pictures, where its kind has one."""
        return self.dialect.media

    def digest(self) -> str:
        """SHA-256 of its bytes."""
        return self.source.digest()

    def suite(self) -> Suite:
        """The expectations that its rows are held against."""
        names = frozenset(self.header.names)
        # Sale prices become prices, and prices bring currencies.
        read = {"price", "was_price", "currency"} if names & {"price", "sale_price"} else set()
        return row_suite(names | read | {"id"})

    def settings(self, defaults: Defaults) -> str:
        """The key of all that decides how its rows are judged, but its bytes."""
        return key_of(
            "catalog settings",
            readers=source_of(*_READERS),
            reading=self.reader.described,
            columns=self.header.fields,
            dialect=self.dialect,
            include=self._include,
            lenient=self._lenient,
            currency=defaults.currency,
            locale=defaults.locale,
            brand=defaults.brand,
            pictures=defaults.pictures,
            suite=self.suite(),
        )

    def entries(self, currency: str | None = None) -> Iterator[Entry]:
        """What makes a brief each: rows, or groups of rows, not yet judged. Raises CatalogError.

        `currency` is what the production says for prices without one.
        """
        return self._grouping.entries(currency)

    def validate(
        self, defaults: Defaults, expect: Expect
    ) -> Iterator[Brief | Reject | Skip | Warned]:
        """Every row or group of rows, judged; see `catalogs.validate`. Raises CatalogError."""
        for note in (*self.reader.notes, *self.header.notes):
            yield Warned(row=0, id="", reason=note)
        entries = functools.partial(self.entries, defaults.currency)
        yield from validate(entries, self.source.name, self.suite(), defaults, expect)

    def write_rejects(self, path: Path, rejects: Iterable[Reject]) -> int:
        """Write `rejects.csv` with all rows of the rejects; see `catalogs.rejects`."""
        return write_rejects(path, rejects, self.reader, self.header)


def open_catalog(
    path: Path,
    columns: Mapping[str, str],
    settings: CatalogSettings | None = None,
    base: Path = Path(),
    locale: str = "en",
) -> Catalog:
    """One catalog, a file or a course's folder, its header read and accepted.

    `columns` maps callsheet's columns to the catalog's own names, for those that differ; it comes
    before what the file's dialect says. `settings` may force format and dialect; the path of a
    dialect's file starts at `base`. `locale` is the rows' language, which tells encodings apart.
    Raises CatalogError where the file is not there, of a format that is not read, or has a header
    that does not fit; ProductionError where the settings name what there is not.
    """
    settings = settings or CatalogSettings()
    # Rejects that are handed back are CSV or a workbook, whatever the rows came from.
    back = is_rejects(path)
    dialects = (CALLSHEET, *shipped_dialects())
    rank = functools.partial(
        rank_of, columns=columns, is_known=lambda names: any(d.recognises(names) for d in dialects)
    )
    hints = TextHints(None if back else settings.encoding, locale, rank, settings.lenient)
    source: Source = FileSource(path)
    reader: Reader
    if path.is_dir():
        folder = open_folder(path, settings.format)
        source, reader = folder.source, folder
    else:
        reader = open_reader(source, None if back else settings.format, hints)
    if settings.dialect is None:
        dialect = dialect_of(reader.names[lead_of(reader.names) :], shipped_dialects())
    else:
        dialect = dialect_called(settings.dialect, base)
    header = resolve(
        reader.names,
        columns,
        source.name,
        dialect.columns,
        {"id"} if dialect.id_from else (),
        functools.partial(_is_unique, reader),
    )
    return Catalog(source, reader, header, dialect, settings.include, lenient=settings.lenient)


def _is_unique(reader: Reader, at: int) -> bool:
    """Whether every one of the first rows has something else in a column."""
    texts = [
        text_of(row.cells[at]).strip().casefold() if at < len(row.cells) else ""
        for row in islice(reader.rows(), _LOOKED_AT)
    ]
    return bool(texts) and all(texts) and len(set(texts)) == len(texts)
