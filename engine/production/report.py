"""Report: what a run leaves beside its films: manifest, rejects, checks, contact sheet, run.json.

It does not decide which films are live; the ledger says. What says the same is not written again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

from engine import expectations
from engine.production.check import Catalog, CatalogCheck
from engine.production.context import RunContext
from engine.production.planning.plan import Plan
from engine.report import (
    STATUS_FILES,
    Spreads,
    StatusRow,
    status_of,
    write_contact_sheet,
    write_manifest,
    write_run,
    write_status,
)
from schemas.brief import Brief
from schemas.film import Film
from schemas.keys import key_of
from schemas.run import Counts

__all__ = ["page_address", "report"]

_CHECKED = 500
"""Films of one run whose measurements the expectations' pages show."""


def report(
    context: RunContext,
    catalog: Catalog,
    check: CatalogCheck,
    plan: Plan,
    counts: Counts,
    made: Sequence[Film],
) -> None:
    """Write what has changed since the last report; `made` are the films of this run."""
    out, ledger = context.paths.out, context.store.ledger
    out.mkdir(parents=True, exist_ok=True)
    write_run(out, counts)
    name = key_of("report", output=context.output)
    state = {
        "rejects": key_of("rejects", it=[one.document() for one in plan.rejects()]),
        "films": ledger.films.state(context.output),
        "production": context.production.name,
        "check": check.index.file.name,
    }
    names = ("index.html", "manifest.csv", "rejects.csv", STATUS_FILES[-1])
    pages = [out / name for name in names]
    if ledger.facts.read([name]).get(name) == state and all(page.is_file() for page in pages):
        return
    spreads = Spreads({name for limits in context.limits.craft.values() for name in limits})
    write_manifest(out, spreads.watching(chain.from_iterable(_films(context))))
    catalog.write_rejects(out / "rejects.csv", plan.rejects())
    if not check.partial:
        address = context.production.films_url or ""
        asked = max(1, sum(max(1, len(one.locales)) for one in context.production.deliveries))
        write_status(
            out, _status(context, check, plan, catalog.reviews), asked, address.rstrip("/")
        )
    if made:
        _write_checks(context, made[:_CHECKED])
    write_contact_sheet(
        out,
        production=context.production.name,
        counts=counts,
        standing=ledger.films.count(context.output),
        pages=_films(context),
        rejects=plan.rejects(),
        downgrades=counts.downgrades,
        made_at=datetime.now(UTC),
        craft=spreads.rows(),
    )
    ledger.facts.write({name: state})


def _status(
    context: RunContext, check: CatalogCheck, plan: Plan, reviews: Mapping[str, str]
) -> Iterator[StatusRow]:
    """What became of every row: what needs a look first, then the others, then what is skipped.

    Held in memory are the ids of those that need a look.
    """
    rejected: set[str] = set()
    for reject in plan.rejects():
        rejected.add(reject.id)
        reason, review = f"Q:{reject.code}: {reject.reason}", reviews.get(reject.id, "")
        row = StatusRow(reject.row, reject.id, "", "rejected", reason, reject.remedy)
        yield replace(row, review=review)
    ledger = context.store.ledger.films
    for chunk in check.index.chunks():
        ids = [identifier for identifier, _, _ in chunk if identifier not in rejected]
        files = [one.file for one in ledger.of_rows(context.output, ids)]
        films: dict[str, list[Film]] = {}
        for film in ledger.documents(context.output, files):
            films.setdefault(film.id, []).append(film)
        for identifier, _, document in chunk:
            if identifier not in rejected:
                brief = Brief.model_validate_json(document)
                own, review = films.get(identifier, []), reviews.get(identifier, "")
                draft = context.shooting(brief) is not context
                number, title = brief.origin.rows[0], brief.title
                yield status_of(number, identifier, title, own, review, draft=draft)
    for skip in check.index.skipped():
        review = reviews.get(skip.id, "")
        yield StatusRow(skip.row, skip.id, "", "skipped", skip.reason, review=review)


def page_address(context: RunContext) -> str:
    """Where the output folder is seen: over HTTP where it is served, else on this disk."""
    return (context.production.films_url or context.paths.out.as_uri()).rstrip("/")


def _films(context: RunContext) -> Iterator[list[Film]]:
    """The live films, in the order of their files, a page at a time."""
    return context.store.ledger.films.pages(context.output)


def _write_checks(context: RunContext, made: Sequence[Film]) -> None:
    """Great Expectations' pages over what this run measured."""
    keys = {take for film in made for take in film.shots.values()}
    takes = context.store.ledger.inspections(keys).values()
    frame = expectations.measurement_frame([*takes, *(film.inspection for film in made)])
    docs = expectations.DataDocs()
    docs.add(frame, expectations.validate(frame, expectations.take_suite()))
    docs.write(context.paths.out / "checks" / "takes")
