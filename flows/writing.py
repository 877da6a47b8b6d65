"""Writing: rows that have no words yet are asked for, several at once, before anything is shot."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice

from prefect.futures import PrefectFuture

from engine.production.row import Unwritten
from engine.production.rows import rejected
from engine.production.studio import Studio
from schemas.reject import Reject
from tasks.handover import whole
from tasks.writing import write

__all__ = ["write_rows"]


def write_rows(
    studio: Studio, rows: Iterable[Unwritten], tell: Callable[[str], None]
) -> dict[str, Reject]:
    """Ask for the words of `rows`; those that could not be had, by id. `tell` hears of every row.

    No more rows are under way at once than the writer's settings allow.
    """
    waiting = iter(rows)
    at_once = studio.production.writer.at_once
    failed: dict[str, Reject] = {}
    under_way = deque(_asked(studio, row) for row in islice(waiting, at_once))
    while under_way:
        row, asked = under_way.popleft()
        asked.wait()
        end = asked.result(raise_on_failure=False)
        if isinstance(end, Exception):
            failed[row.brief.id] = rejected(row.brief, end)
        tell(f"{row.brief.id} {'failed' if isinstance(end, Exception) else 'written'}")
        under_way.extend(_asked(studio, following) for following in islice(waiting, 1))
    return failed


def _asked(studio: Studio, row: Unwritten) -> tuple[Unwritten, PrefectFuture[None]]:
    return row, write.submit(row.brief.id, whole(studio), whole(row))
