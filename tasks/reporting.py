"""Tasks: withdraw what is no longer wanted, and write what a run leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from prefect import task
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from catalogs import open_catalog, write_rejects
from engine import expectations
from engine.production.deliver import withdraw
from engine.production.studio import Studio
from engine.report import write_contact_sheet, write_manifest, write_run
from schemas.film import Film
from schemas.reject import Reject
from schemas.run import Counts

__all__ = ["report", "withdraw_films"]

_SHOWN = 500


@task(name="withdraw films", tags=["withdraw"], cache_policy=NO_CACHE, persist_result=False)
def withdraw_films(studio: Studio, files: Sequence[str]) -> None:
    """Take away the films whose row is gone, rejected or stale."""
    withdraw(studio, files)


@task(name="report", tags=["report"], cache_policy=NO_CACHE, persist_result=False)
def report(studio: Studio, counts: Counts, rejects: Sequence[Reject], made: Sequence[Film]) -> None:
    """Write manifest, rejects, run.json, checks and the contact sheet; link them in Prefect's UI.

    `made` are the films of this run; the manifest and the sheet hold every film that stands.
    """
    out = studio.places.out
    out.mkdir(parents=True, exist_ok=True)
    standing = studio.store.ledger.films.standing(studio.output)
    films = sorted(
        studio.store.ledger.films.documents(studio.output, standing), key=lambda film: film.file
    )
    write_manifest(out, films)
    reader = open_catalog(studio.places.catalog, studio.production.columns)
    write_rejects(out / "rejects.csv", rejects, reader)
    write_run(out, counts)
    if made:
        _write_checks(studio, made)
    page = write_contact_sheet(
        out,
        production=studio.production.name,
        counts=counts,
        films=films,
        rejects=rejects,
        downgrades=studio.downgrades,
        made_at=datetime.now(UTC),
    )
    address = studio.production.films_url or out.as_uri()
    create_link_artifact(
        key="contact-sheet",
        link=f"{address}/{page.name}",
        link_text="Contact sheet",
        description="Every film playable, with its shots, checks and provenance",
    )
    create_table_artifact(
        key="films",
        table=[_line(film, address) for film in films[:_SHOWN]],
        description=f"{len(films)} films stand, {len(made)} of them made by this run",
    )
    if rejects:
        fields = {"row", "id", "code", "reason", "remedy"}
        create_table_artifact(
            key="rejects",
            table=[one.model_dump(include=fields, mode="json") for one in rejects[:_SHOWN]],
            description=f"{len(rejects)} rows need a look: [rejects.csv]({address}/rejects.csv)",
        )


def _write_checks(studio: Studio, made: Sequence[Film]) -> None:
    """Great Expectations' pages over everything that this run measured."""
    keys = {take for film in made for take in film.shots.values()}
    takes = studio.store.ledger.inspections(keys).values()
    frame = expectations.measurement_frame([*takes, *(film.inspection for film in made)])
    results = expectations.validate(frame, expectations.take_suite())
    expectations.docs([results], studio.places.out / "checks" / "takes")


def _line(film: Film, address: str) -> dict[str, Any]:
    return {
        "film": f"[{film.file}]({address}/{film.file})",
        "seconds": round(film.seconds, 1),
        "loudness": film.loudness if film.loudness is not None else "",
        "signer": film.signer,
    }
