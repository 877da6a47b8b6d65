"""Seeding: a catalog whose films an earlier run delivered, put into a real store in bulk.

All is as a run leaves it: the check's index, films in the ledger, files under the output folder,
the memory of rows. Only the films themselves are a few bytes, and nothing was shot for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.production.check import CatalogCheck, check_catalog
from engine.production.context import RunContext, Secrets
from engine.production.opening import open_context
from engine.production.planning.build import RowKeys, build_plan
from engine.production.planning.row import RowPlan
from engine.production.watch import Quiet
from engine.store.plan_index import Remembered
from flows.catalog import OpenedCatalog, catalog_of
from flows.settings import Overrides, open_target, paths_of
from schemas.brief import Brief
from schemas.film import Film
from schemas.inspection import Inspection
from schemas.keys import key_of
from schemas.reject import Reject, Skip, Warned
from tests.benchmarks.shop import brief_of, open_shop

__all__ = ["delivered_shop"]

_FILM = b"a film"


def delivered_shop(home: Path, rows: int, store: Path) -> Path:
    """The catalog of a shop of `rows` rows, all of whose films are live, with its state in `store`.

    `home` is that of `command.timed`, whose commands then find everything as it was left.
    """
    target = open_shop(home / "delivered", rows)
    opened = open_target(target, Overrides(store=str(store)), {})
    paths = paths_of(opened, home / "config" / "callsheet")
    with open_context(opened.production, paths, Secrets()) as context:
        catalog = catalog_of(context)
        check = check_catalog(context, _Seeded(catalog.catalog, catalog.defaults, count=rows))
        model = _model(context, check)
        keys = RowKeys(context)
        for chunk in check.index.chunks():
            films = [_film(model, identifier) for identifier, _, _ in chunk]
            for film in films:
                file = paths.out / film.file
                file.parent.mkdir(parents=True)
                file.write_bytes(_FILM)
            context.store.ledger.films.deliver(context.output, paths.out, *films)
            context.memo.write(
                {
                    film.id: _remembered(keys, digest, document, film)
                    for film, (_, digest, document) in zip(films, chunk, strict=True)
                }
            )
    return target


def _remembered(keys: RowKeys, digest: str, document: str, film: Film) -> Remembered:
    files = tuple(Brief.model_validate_json(document).images)
    films = ((film.file, film.key),)
    return Remembered(keys.of(digest, files), films, len(film.shots), files)


@dataclass(frozen=True, slots=True)
class _Seeded(OpenedCatalog):
    """The catalog as if it had been checked: its rows are known, and not judged again."""

    count: int = 0

    def rows(self, pages: Path | None) -> Iterator[Brief | Reject | Skip | Warned]:  # noqa: ARG002 - Catalog
        return map(brief_of, range(self.count))


def _model(context: RunContext, check: CatalogCheck) -> RowPlan:
    """The first row as it is planned: other rows' films are made of as much."""
    with build_plan(context, check, Quiet(), [brief_of(0).id]) as plan:
        return next(plan.rows())


def _film(model: RowPlan, identifier: str) -> Film:
    """The record of a row's film, with everything that a made one holds."""
    (film,), brief = model.films, model.brief
    planned = film.planned
    named = {name: key_of("take", of=key, row=identifier) for name, key in film.setups.items()}
    return Film(
        key=key_of("film", row=identifier),
        id=identifier,
        slug=identifier,
        title=brief.title,
        kind=brief.kind.value,
        locale=planned.locale,
        profile=planned.profile,
        file=planned.file.replace(planned.slug, identifier),
        sha256=key_of("bytes", row=identifier),
        bytes=len(_FILM),
        width=film.delivery.profile.width,
        height=film.delivery.profile.height,
        rate=str(film.delivery.profile.rate),
        frames=720,
        seconds=30.0,
        recipe=film.recipe,
        segments=tuple(
            key_of("segment", row=identifier, number=number) for number in range(film.encoded)
        ),
        shots=named,
        operations={shot.name: shot.operation for shot in model.storyboard.shots},
        inspection=Inspection(subject=planned.file, measurements=()),
        row_digest=brief.origin.digest,
    )
