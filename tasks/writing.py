"""Task: ask others about one row: for its words, and whether a model may be given them.

The ledger knows what was asked and paid; Prefect neither caches nor retries it.
"""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from engine.production.groundwork import lay
from engine.production.row import Unwritten
from engine.production.studio import Studio

__all__ = ["write"]


@task(
    task_run_name="write {name}",
    tags=["write"],
    cache_policy=NO_CACHE,
    persist_result=False,
)
def write(name: str, studio: Studio, row: Unwritten) -> None:  # noqa: ARG001 - names the run
    """The row's words, judged; they are kept in the ledger."""
    lay(studio, row.brief, row.material)
