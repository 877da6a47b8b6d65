"""The loop: how a planned row becomes signed films.

    shoot -> assemble (speak, lay out, draw) -> finish (encode, mix, join, measure) -> deliver

It knows no plan and no Prefect: planned rows go in, and what became of them comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.production.context import RunContext
from engine.production.deliver import deliver
from engine.production.film import assemble, finish, shoot
from engine.production.outcome import RowOutcome
from engine.production.planning.row import RowPlan
from engine.production.watch import Watch
from engine.production.window import ROWS_AT_ONCE, in_window

__all__ = ["make_row", "make_rows", "prepare_rows"]


def make_rows(context: RunContext, rows: Iterable[RowPlan], watch: Watch) -> Iterator[RowOutcome]:
    """Make every row, many at once, and give each outcome as it is there."""
    give_up = context.paid_calls.stop
    for outcome in in_window(
        lambda row: make_row(context, row, watch), rows, ROWS_AT_ONCE, give_up
    ):
        watch.row(outcome)
        yield outcome


def prepare_rows(
    context: RunContext, rows: Iterable[RowPlan], watch: Watch
) -> Iterator[RowOutcome]:
    """Make every row as far as its films lie in the store, and deliver none."""
    give_up = context.paid_calls.stop
    yield from in_window(
        lambda row: make_row(context, row, watch, delivers=False), rows, ROWS_AT_ONCE, give_up
    )


def make_row(
    context: RunContext, row: RowPlan, watch: Watch, *, delivers: bool = True
) -> RowOutcome:
    """Make and deliver the films of one row; one that fails stops no sibling, and no other row.

    After the shots there are two round trips to the workers: the first gives each film's edit,
    which names the segments that the second encodes.
    """
    outcome = RowOutcome(row)
    with outcome.guarded():
        selects = shoot(context, row, outcome, watch)
        films = ((film, selects) for film in row.to_make)
        edits = outcome.each(films, lambda film, takes: assemble(context, row, film, takes))
        cuts = outcome.each(edits, lambda film, edit: finish(context, film, edit))
        if delivers:
            outcome.deliver(cuts, lambda film, cut: deliver(context, row, film, cut, outcome))
    return outcome
