"""Fetching: the pictures of good rows that lie at addresses, before anything is planned.

Nothing is spent before they are there, and a plan never fetches: it says what would be fetched.
"""

from __future__ import annotations

from collections.abc import Collection

from engine.intake import is_address
from engine.production.check import CatalogCheck
from engine.production.context import RunContext
from engine.production.watch import Stage, Watch
from schemas.brief import Brief

__all__ = ["fetch_pictures"]


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
