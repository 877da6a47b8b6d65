"""Tasks of one film and its row: shoot, make, deliver. Named after the row, tagged by stage.

They decide nothing: each is one engine call. Prefect caches and retries none of it: the ledger
knows what exists, and the pool repeats what a dead worker lost. Nor does it limit their time: it
cannot end what waits in a thread, and warns of that at every run.
"""

from __future__ import annotations

from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from engine.production.deliver import deliver
from engine.production.film import Made, make_film
from engine.production.row import FilmPlan, RowPlan
from engine.production.shoot import Rushes, shoot_row
from engine.production.studio import Studio
from schemas.film import Film

__all__ = ["deliver_film", "make", "shoot"]

_PLAIN: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}


@task(task_run_name="shoot {name}", tags=["shoot"], **_PLAIN)
def shoot(name: str, studio: Studio, row: RowPlan) -> Rushes:  # noqa: ARG001 - names the run
    """The row's missing takes, inspected."""
    return shoot_row(studio, row)


@task(task_run_name="make {name}", tags=["make"], **_PLAIN)
def make(
    name: str,  # noqa: ARG001 - names the run
    studio: Studio,
    row: RowPlan,
    film: FilmPlan,
    rushes: Rushes,
) -> Made:
    """One film, unsigned, from the row's takes."""
    return make_film(studio, row, film, rushes)


@task(task_run_name="deliver {name}", tags=["deliver"], **_PLAIN)
def deliver_film(
    name: str,  # noqa: ARG001 - names the run
    studio: Studio,
    row: RowPlan,
    film: FilmPlan,
    made: Made,
) -> Film:
    """The film signed and in its place."""
    return deliver(studio, row, film, made)
