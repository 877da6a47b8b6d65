"""Prerequisites: what others are asked for before a row can be planned: its words, and whether a
model may be given them.

The answers are kept by key, so that a row is asked about once; a plan reads them for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.moderation import ModerationVerdict, assert_allowed, verdict_key
from engine.production.context import RunContext
from engine.production.outcome import rejected
from engine.production.planning.crafted import crafted_recipe
from engine.production.planning.row import PendingRow
from engine.production.watch import Watch
from engine.production.window import in_window
from schemas.errors import CallsheetError
from schemas.reject import Reject

__all__ = ["fulfil", "fulfil_all"]


def fulfil_all(
    context: RunContext, rows: Iterable[PendingRow], watch: Watch
) -> Iterator[tuple[PendingRow, Reject | None]]:
    """Fulfil the prerequisites of all rows, several at once: each row as soon as it is done, with
    why it could not be had.
    """

    def ask(row: PendingRow) -> tuple[PendingRow, Reject | None]:
        try:
            fulfil(context, row)
        except CallsheetError as error:
            return row, rejected(row.brief, error)
        return row, None

    width, give_up = context.production.writer.concurrency, context.paid_calls.stop
    for row, reject in in_window(ask, rows, width, give_up):
        watch.step(f"{row.brief.id}: {f'failed, {reject.reason}' if reject else 'written'}")
        yield row, reject


def fulfil(context: RunContext, row: PendingRow) -> None:
    """Ask for everything that the row lacks.

    Raises RowError for a row that is refused, and stays so; WorkError where a service fails;
    BudgetError where the budget does not allow a call.
    """
    brief, material, ledger = row.brief, row.material, context.store.ledger
    locales = tuple(dict.fromkeys(delivery.locale for delivery in context.deliveries(brief)))
    context.writer_of(brief).write(brief, material, locales)
    moderator = context.moderator
    if moderator is None:
        return
    prompts = crafted_recipe(context, brief, material, row.slug).prompts
    keys = {prompt: verdict_key(moderator, prompt) for prompt in prompts}
    known = ledger.facts.read(keys.values())
    for prompt, key in keys.items():
        if key in known:
            assert_allowed(prompt, ModerationVerdict.from_document(known[key]))
            continue
        verdict = moderator.judge(prompt)
        ledger.facts.write({key: verdict.document()})
        assert_allowed(prompt, verdict)
