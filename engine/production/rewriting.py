"""Rewriting: rows that a model is to write anew, although nothing about them changed.

It orders the next draft; who writes it, and whether it may cost what it does, others decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from engine.production.check import CatalogCheck
from engine.production.context import RunContext
from engine.production.planning.build import assert_there
from schemas.errors import ProductionError

__all__ = ["rewriting"]


@contextmanager
def rewriting(
    context: RunContext, check: CatalogCheck, rows: Collection[str], only: Collection[str] = ()
) -> Iterator[None]:
    """Have those rows written anew, by the plan that is built in the block.

    What they said before stays in the ledger. Where the block raises, nobody was asked, and what
    they said before holds. Raises RefusedError for an id that is not there, not among those that
    the run is `only` about, or that no model writes.
    """
    if not rows:
        yield
        return
    assert_there(check.index, rows, "--rewrite")
    if context.production.writer.name != "model":
        raise ProductionError(
            "there is nobody who would write a row anew",
            f"--rewrite {min(rows)}, and the writer is {context.production.writer.name!r}",
            "Name a model as `writer`, or change the row: the template writer writes the same.",
        )
    if only and (left_out := set(rows) - set(only)):
        raise ProductionError(
            "a row cannot be written anew by a run that leaves it out",
            f"--rewrite {min(left_out)}",
            "Name it under --only too, or leave --only out.",
        )
    context.drafts.renew(rows)
    context.memo.forget(rows)
    try:
        yield
    except BaseException:
        context.drafts.take_back(rows)
        raise
