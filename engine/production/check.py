"""Check: the catalog's rows are judged; the good ones go into an index on disk.

The check of an unchanged catalog under unchanged settings is remembered, not made again. It knows
no format: a catalog is handed to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.production.context import RunContext
from engine.program import program
from engine.store.index import CatalogIndex
from schemas.brief import Brief
from schemas.keys import key_of
from schemas.reject import Reject, Skip, Warned

__all__ = ["Catalog", "CatalogCheck", "check_catalog"]


class Catalog(Protocol):
    """An opened catalog, as `catalogs` gives it."""

    @property
    def format(self) -> str:
        """Which reader reads it: `csv`, `parquet`."""

    @property
    def reading(self) -> str:
        """How it is read, and why so, in words."""

    @property
    def media(self) -> str:
        """The folder of its shop below which rows name their pictures; empty where not known."""

    @property
    def partial(self) -> bool:
        """Whether it holds only some of the production's rows: rejects that are handed back."""

    @property
    def reviews(self) -> Mapping[str, str]:
        """What people wrote into the review column of the last status sheet, by id."""

    def digest(self) -> str:
        """SHA-256 of its bytes."""

    def settings(self) -> object:
        """What else decides how its rows are judged: columns, defaults, expectations."""

    def rows(self, pages: Path | None) -> Iterator[Brief | Reject | Skip | Warned]:
        """Every row, judged; `pages` is where the expectations' pages go, if anywhere.

        Raises CatalogError where the file is damaged.
        """

    def write_rejects(self, path: Path, rejects: Iterable[Reject]) -> int:
        """Write the rejects with their original columns; how many there were."""


@dataclass(frozen=True, slots=True)
class CatalogCheck:
    """The checked catalog: everything that was found lies in `index`."""

    index: CatalogIndex
    reader: str
    reading: str
    briefs: int
    rejects: int
    partial: bool
    media: str


def check_catalog(context: RunContext, catalog: Catalog, pages: Path | None = None) -> CatalogCheck:
    """Judge every row, or remember that it was done. Raises CatalogError.

    The expectations' pages go to `pages`; they are not written again where they are there.
    """
    key = key_of(
        "check",
        program=program(),
        catalog=catalog.digest(),
        name=context.paths.catalog.name,
        settings=catalog.settings(),
    )
    index = CatalogIndex(context.indexes / f"{key}.sqlite")
    if not index.is_there or (pages is not None and not pages.is_dir()):
        facts = {
            "reader": catalog.format,
            "reading": catalog.reading,
            "partial": catalog.partial,
            "media": catalog.media,
        }
        index.write(catalog.rows(pages), facts)
    else:
        index.file.touch()
    return CatalogCheck(
        index=index,
        reader=index.fact("reader"),
        reading=index.fact("reading"),
        briefs=index.count(),
        rejects=index.count("reject"),
        partial=index.fact("partial"),
        media=index.fact("media"),
    )
