"""Task: a chunk of rows through the loop. Named after its row where it is one.

It decides nothing. Prefect caches and retries none of it: the ledger knows what exists, and the
pool repeats what a dead worker lost. Nor does it limit its time: it cannot end what waits in a
thread, and warns of that at every run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar, cast

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.futures import wait as wait_for
from prefect.utilities.annotations import quote

from engine.production.context import RunContext
from engine.production.loop import make_row
from engine.production.outcome import RowOutcome
from engine.production.planning.row import RowPlan
from engine.production.watch import Watch
from engine.production.window import ROWS_AT_ONCE, windowed

__all__ = ["make_chunk", "make_rows_as_tasks"]

T = TypeVar("T")

_SINGLE = 200
"""Rows up to which each has a task of its own; a server shows thousands of them badly."""
_CHUNK = 50


# Without tags: a task with one asks the server for a slot, and an outage would cost the row.
@task(task_run_name="{name}", cache_policy=NO_CACHE, persist_result=False)
def make_chunk(
    name: str,  # noqa: ARG001 - names the run
    context: RunContext,
    rows: Sequence[RowPlan],
    watch: Watch,
) -> list[RowOutcome]:
    """What became of each row."""
    return [make_row(context, row, watch) for row in rows]


def make_rows_as_tasks(
    context: RunContext, rows: Iterable[RowPlan], watch: Watch
) -> Iterator[RowOutcome]:
    """Every row through a task, so many at a time as `engine.production.loop` has under way."""
    rest = iter(rows)
    first = list(islice(rest, _SINGLE + 1))
    size = 1 if len(first) <= _SINGLE else _CHUNK
    chunks = _chunks(chain(first, rest), size)
    tasks = windowed(lambda chunk: _submitted(context, chunk, watch), chunks, ROWS_AT_ONCE, _ended)
    for future in tasks:
        for outcome in future.result():
            watch.row(outcome)
            yield outcome


def _chunks(rows: Iterator[RowPlan], size: int) -> Iterator[list[RowPlan]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def _submitted(
    context: RunContext, chunk: list[RowPlan], watch: Watch
) -> PrefectFuture[list[RowOutcome]]:
    first = chunk[0].brief.id
    name = first if len(chunk) == 1 else f"{first} and {len(chunk) - 1} more"
    # In quotes, because Prefect walks through every part of an argument in search of futures.
    return make_chunk.submit(name, _whole(context), _whole(chunk), _whole(watch))


def _whole(value: T) -> T:
    return cast("T", quote(value))


def _ended(
    futures: set[PrefectFuture[list[RowOutcome]]],
) -> set[PrefectFuture[list[RowOutcome]]]:
    """Those that have ended; at least one has, since it waits for it."""
    while True:
        ended = set(wait_for(list(futures), timeout=0.2).done)
        if ended:
            return ended
