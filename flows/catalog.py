"""Catalog: the readers and Great Expectations, put together for the engine's check.

The engine knows no format, and the readers know no expectations library: both meet here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from catalogs import Catalog as OpenCatalog
from catalogs import (
    Defaults,
    Expect,
    Suite,
    is_archive,
    open_catalog,
    read_reviews,
    table_in,
    unpacked,
)
from engine import expectations
from engine.intake import fetch_file, is_elsewhere
from engine.production.context import Paths, RunContext
from engine.report import STATUS_FILES
from schemas.brief import Brief
from schemas.keys import key_of
from schemas.production import Production
from schemas.reject import Reject, Skip, Warned

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OpenedCatalog", "catalog_of", "unpacked_paths"]

_REJECTED = "review is 'rejected' in the status sheet"


def unpacked_paths(paths: Paths, production: Production) -> Paths:
    """The paths with the table and the pictures that a folder or an archive holds.

    A catalog at an address is fetched where it has changed, and archives are unpacked once, both
    into the state's folder. Raises CatalogError.
    """
    into, file = paths.state / "unpacked", production.catalog.file or ""
    if is_elsewhere(file):
        catalog = fetch_file(file, paths.state / "fetched")
        holds_pictures = is_archive(catalog) and production.pictures.folder is None
        root = catalog if holds_pictures else paths.root
        paths = replace(paths, catalog=catalog, root=root)
    root, catalog = (
        unpacked(path, into).resolve() if is_archive(path) else path
        for path in (paths.root, paths.catalog)
    )
    if catalog.is_dir():
        catalog = table_in(catalog, production.catalog.table, paths.catalog.name)
    return replace(paths, root=root, catalog=catalog)


def catalog_of(context: RunContext) -> OpenedCatalog:
    """The production's catalog, its header read and accepted. Raises CatalogError."""
    production = context.production
    defaults = Defaults(
        production.currency,
        production.locale,
        production.brand.name,
        production.pictures.base or "",
    )
    paths = context.paths
    opened = open_catalog(
        paths.catalog, production.columns, production.catalog, paths.base, production.locale
    )
    reviews = read_reviews(paths.out, STATUS_FILES)
    return OpenedCatalog(opened, defaults, reviews, production.approve == "before_shooting")


@dataclass(frozen=True, slots=True)
class OpenedCatalog:
    """A catalog with what its rows are given where they say nothing."""

    catalog: OpenCatalog
    defaults: Defaults
    reviews: Mapping[str, str] = field(default_factory=dict)
    """What people wrote into the last status sheet, by id: a rejected row is not made."""
    approving: bool = False
    """Whether it matters that a row is approved."""

    @property
    def format(self) -> str:
        """The format by which it is read: `csv`, `parquet`."""
        return self.catalog.format

    @property
    def reading(self) -> str:
        """How it is read and why, in a sentence."""
        return self.catalog.reading

    @property
    def media(self) -> str:
        """The folder of its shop below which rows name their pictures; empty where not known."""
        return self.catalog.media

    @property
    def partial(self) -> bool:
        """Whether it holds only some rows of a catalog: rejects that were handed back."""
        return self.catalog.partial

    def digest(self) -> str:
        """A hash of its bytes."""
        return self.catalog.digest()

    def settings(self) -> str:
        """What its rows depend on beside its bytes."""
        heard = {"rejected", "approved"} if self.approving else {"rejected"}
        reviews = {one: said for one, said in self.reviews.items() if said in heard}
        return key_of("reviewed", catalog=self.catalog.settings(self.defaults), reviews=reviews)

    def rows(self, pages: Path | None) -> Iterator[Brief | Reject | Skip | Warned]:
        """Every row, judged; the pages of the verdicts are written into `pages`."""
        docs = None if pages is None else expectations.DataDocs()
        for outcome in self.catalog.validate(self.defaults, _expect(docs)):
            review = self.reviews.get(outcome.id) if isinstance(outcome, Brief) else None
            if not isinstance(outcome, Brief) or review is None:
                yield outcome
            elif review == "rejected":
                yield Skip(row=outcome.origin.rows[0], id=outcome.id, reason=_REJECTED)
            elif self.approving:
                yield outcome.model_copy(update={"approved": True})
            else:
                yield outcome
        if docs is not None and pages is not None:
            docs.write(pages)

    def write_rejects(self, path: Path, rejects: Iterable[Reject]) -> int:
        """Write the rejected rows as the catalog has them, with the reasons; how many."""
        return self.catalog.write_rejects(path, rejects)


def _expect(docs: expectations.DataDocs | None) -> Expect:
    """The suite's verdicts; where there are pages, they are counted there too."""

    def expect(frame: pd.DataFrame, suite: Suite) -> expectations.Violations:
        verdicts = expectations.validate(frame, suite)
        if docs is not None:
            docs.add(frame, verdicts)
        return verdicts

    return expect
