"""Commands: what `check` and `plan` do, and how a target is opened for every command that needs it.

They make nothing, so nothing that makes films is imported here.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from engine.production.check import check_catalog
from engine.production.context import RunContext
from engine.production.opening import open_context
from engine.production.planning.build import build_plan
from engine.production.watch import Quiet, Stage
from flows.catalog import catalog_of, unpacked_paths
from flows.command_line.answers import Checked, Planned
from flows.command_line.progress import progress_for
from flows.settings import Overrides, Target, config_folder, open_target, paths_of, secrets_of

__all__ = ["check_target", "opened_context", "plan_target"]


def check_target(target: Path, catalog: str | None, store: str | None) -> Checked:
    """Judge the catalog's rows, and plan them as far as their words and pictures go.

    Nothing is counted against the budget. Raises RefusedError.
    """
    opened = open_target(target, Overrides(catalog=catalog, store=store), os.environ)
    with opened_context(opened) as context:
        check = check_catalog(context, catalog_of(context))
        with build_plan(context, check, Quiet()) as plan:
            return Checked.of(check, plan)


@contextmanager
def plan_target(
    target: Path,
    catalog: str | None,
    out: str | None,
    store: str | None,
    only: Sequence[str],
    *,
    whole: bool,
) -> Iterator[Planned]:
    """Build the plan, which is open in the block; `whole` for machines, who want every film of it.

    Raises RefusedError.
    """
    opened = open_target(target, Overrides(catalog=catalog, out=out, store=store), os.environ)
    console = Console(stderr=True)
    with opened_context(opened) as context:
        with progress_for(console) as watch:
            check = check_catalog(context, catalog_of(context))
            watch.stage(Stage.PLAN, f"{check.briefs} rows", check.briefs)
            plan = build_plan(context, check, watch, only)
        with plan:
            production = opened.production
            moderated = production.moderation is not None and production.moderation.name != "off"
            written = production.writer.name == "model"
            yield Planned.of(plan, whole=whole, unjudged=written and not moderated)


@contextmanager
def opened_context(target: Target) -> Iterator[RunContext]:
    """The target's production, open. Raises RefusedError."""
    paths = unpacked_paths(paths_of(target, config_folder()), target.production)
    with open_context(target.production, paths, secrets_of(os.environ)) as context:
        # What is loaded by now stays to the end: to look through it again for every few hundred
        # rows took a tenth of a plan's time.
        gc.freeze()
        yield context
