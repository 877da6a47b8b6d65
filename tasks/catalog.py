"""Task: check the catalog; its good rows go into an index on disk, the others are explained.

The check of an unchanged catalog under unchanged settings is remembered, not made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import task
from prefect.cache_policies import NO_CACHE

from catalogs import Defaults, Reader, Suite, open_catalog, row_suite, validate
from engine import expectations
from engine.production.index import Index
from engine.production.sheet import Sheet
from engine.production.studio import Studio
from schemas.brief import Brief
from schemas.keys import key_of
from schemas.reject import Reject, Skip, Warned

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_catalog", "look_through"]

_REVISION = 1
"""Raise it whenever the same catalog would be judged otherwise."""


@task(name="check catalog", tags=["check"], cache_policy=NO_CACHE, persist_result=False)
def check_catalog(studio: Studio) -> Sheet:
    """The checked catalog, and Great Expectations' pages about it."""
    return look_through(studio, pages=studio.places.out / "checks" / "catalog")


def look_through(studio: Studio, pages: Path | None = None) -> Sheet:
    """Check every row, or remember that it was done. Raises CatalogError.

    `pages` is where Great Expectations' pages go, if anywhere; they are not written again.
    """
    production, places = studio.production, studio.places
    reader = open_catalog(places.catalog, production.columns)
    key = key_of(
        "check",
        revision=_REVISION,
        catalog=_digest(places.catalog),
        name=places.catalog.name,
        columns=production.columns,
        currency=production.currency,
        locale=production.locale,
        brand=production.brand.name,
        suite=row_suite(frozenset(reader.header.names)),
    )
    index = Index(studio.store.local / "index" / f"{key}.jsonl")
    notes = studio.store.ledger.notes
    known = notes.read([key]).get(key)
    if known and index.file.is_file() and (pages is None or pages.is_dir()):
        return Sheet(
            reader=known["reader"],
            briefs=known["briefs"],
            index=index,
            skipped=tuple(Skip.from_document(one) for one in known["skipped"]),
            rejects=tuple(Reject.from_document(one) for one in known["rejects"]),
            warnings=tuple(Warned.from_document(one) for one in known["warnings"]),
            partial=reader.header.lead > 0,
        )
    sorter = _Sorter()
    defaults = Defaults(production.currency, production.locale, production.brand.name)
    expect = _Kept()
    briefs = index.write(sorter.briefs(validate(reader, defaults, expect)))
    if pages is not None:
        expectations.docs(expect.results, pages)
    sheet = sorter.sheet(reader, briefs, index)
    notes.write(
        {
            key: {
                "reader": sheet.reader,
                "briefs": sheet.briefs,
                "skipped": [one.document() for one in sheet.skipped],
                "rejects": [one.document() for one in sheet.rejects],
                "warnings": [one.document() for one in sheet.warnings],
            }
        }
    )
    return sheet


class _Kept:
    """Great Expectations' verdicts, kept for its pages."""

    def __init__(self) -> None:
        self.results: list[expectations.Violations] = []

    def __call__(self, frame: pd.DataFrame, suite: Suite) -> expectations.Violations:
        self.results.append(expectations.validate(frame, suite))
        return self.results[-1]


class _Sorter:
    """Lets briefs through and keeps everything else."""

    def __init__(self) -> None:
        self._skipped: list[Skip] = []
        self._rejects: list[Reject] = []
        self._warnings: list[Warned] = []

    def briefs(self, found: Iterator[Brief | Reject | Skip | Warned]) -> Iterator[Brief]:
        for one in found:
            match one:
                case Brief():
                    yield one
                case Reject():
                    self._rejects.append(one)
                case Skip():
                    self._skipped.append(one)
                case Warned():
                    self._warnings.append(one)

    def sheet(self, reader: Reader, briefs: int, index: Index) -> Sheet:
        return Sheet(
            reader=reader.format,
            briefs=briefs,
            index=index,
            skipped=tuple(self._skipped),
            rejects=tuple(self._rejects),
            warnings=tuple(self._warnings),
            partial=reader.header.lead > 0,
        )


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
