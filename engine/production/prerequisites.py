"""Prerequisites: what others are asked for before a row can be planned: its pictures at addresses,
its words, and whether a model may be given and may say them.

The answers are kept by key, so that a row is asked about once; a plan reads them for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from engine.intake import is_address
from engine.moderation import assert_allowed, verdict_key
from engine.production.check import CatalogCheck
from engine.production.context import RunContext
from engine.production.judging import judged_texts, shown_texts, verdicts_of
from engine.production.outcome import explained
from engine.production.planning.crafted import crafted_recipe
from engine.production.planning.row import PendingRow
from engine.production.watch import Stage, Watch
from engine.production.window import in_window
from schemas.brief import Brief
from schemas.errors import CallsheetError

__all__ = ["fetch_pictures", "fulfil", "fulfil_all"]


def fetch_pictures(
    context: RunContext, check: CatalogCheck, only: Collection[str], watch: Watch
) -> int:
    """Fetch what is missing, and ask again for what was fetched long ago; how many were asked.

    What cannot be had is no error here: the plan rejects its rows, each with its reason.
    """
    asked, told = 0, False
    for chunk in check.index.chunks(only):
        # Most rows of most catalogs have paths; those are not parsed for nothing.
        some = [document for _, _, document in chunk if "//" in document]
        briefs = map(Brief.model_validate_json, some)
        addresses = [name for brief in briefs for name in brief.images if is_address(name)]
        if addresses and not told:
            watch.stage(Stage.FETCH, "pictures")
            told = True
        asked += context.remote_pictures.fetch(addresses, watch.note)
    if asked:
        failed = len(context.remote_pictures.failures)
        watch.note(f"{asked} pictures were asked for; {failed} could not be had.")
    return asked


def fulfil_all(
    context: RunContext, rows: Iterable[PendingRow], watch: Watch
) -> Iterator[tuple[PendingRow, CallsheetError | None]]:
    """Fulfil the prerequisites of all rows, several at once: each row as soon as it is done, with
    why it could not be had.
    """

    def ask(row: PendingRow) -> tuple[PendingRow, CallsheetError | None]:
        try:
            fulfil(context, row)
        except Exception as error:  # noqa: BLE001 - a defect in one row must not end the batch
            return row, explained(error)
        return row, None

    width, give_up = context.production.writer.concurrency, context.paid_calls.stop
    for row, error in in_window(ask, rows, width, give_up):
        said = f"failed, {error.what}" if error else "written"
        watch.step(f"{row.brief.id}: {said}", 0 if row.is_stuck else 1)
        yield row, error


def fulfil(context: RunContext, row: PendingRow) -> None:
    """Ask for everything that the row lacks.

    Raises RowError for a row that is refused, and stays so; WorkError where a service fails;
    BudgetError where the budget does not allow a call.
    """
    brief, material = row.brief, row.material
    locales = tuple(dict.fromkeys(delivery.locale for delivery in context.deliveries(brief)))
    _judge(context, shown_texts(context, brief))
    context.writer_of(brief).write(brief, material, locales)
    if context.moderator is not None:
        _judge(context, judged_texts(context, crafted_recipe(context, brief, material, row.slug)))


def _judge(context: RunContext, texts: Collection[str]) -> None:
    """Have those of the texts judged that were not yet, and keep the verdicts.

    Raises RowError (MODERATION) for the first that is not allowed.
    """
    moderator = context.moderator
    if moderator is None:
        return
    known = verdicts_of(context, moderator, texts)
    for text in texts:
        verdict = known.get(text)
        if verdict is None:
            verdict = moderator.judge(text)
            facts = {verdict_key(moderator, text): verdict.document()}
            context.store.ledger.facts.write(facts)
        assert_allowed(text, verdict)
