"""Prerequisites: what others are asked for before a row can be planned: its words, and whether a
model may be given them.

The answers are kept by key, so that a row is asked about once; a plan reads them for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.moderation import ModerationVerdict, assert_allowed, verdict_key
from engine.production.context import RunContext
from engine.production.outcome import explained
from engine.production.planning.crafted import crafted_recipe
from engine.production.planning.row import PendingRow
from engine.production.watch import Watch
from engine.production.window import in_window
from schemas.errors import CallsheetError

__all__ = ["fulfil", "fulfil_all"]


def fulfil_all(
    context: RunContext, rows: Iterable[PendingRow], watch: Watch
) -> dict[str, CallsheetError]:
    """Fulfil the prerequisites of all rows, several at once; why some could not be had, by id."""

    def ask(row: PendingRow) -> tuple[str, CallsheetError | None]:
        try:
            fulfil(context, row)
        except Exception as error:  # noqa: BLE001 - a defect in one row must not end the batch
            return row.brief.id, explained(error)
        return row.brief.id, None

    failed: dict[str, CallsheetError] = {}
    width, give_up = context.production.writer.concurrency, context.paid_calls.stop
    for row, error in in_window(ask, rows, width, give_up):
        if error is not None:
            failed[row] = error
        watch.step(f"{row}: {f'failed, {error.what}' if error else 'written'}")
    return failed


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
