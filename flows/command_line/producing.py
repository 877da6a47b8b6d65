"""Producing: what `produce` does, with a progress bar, and its answer in the forms of `answers`.

Prefect is asked only where a server of its own is named that shows the run to somebody.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from engine.production.planning.plan import Plan
from engine.production.run import Choices, RunResult, produce
from engine.report import run_document, words
from flows.catalog import catalog_of
from flows.command_line.commands import opened_context
from flows.command_line.findings import show_downgrades, show_rejects
from flows.command_line.page import page
from flows.command_line.progress import progress_for
from flows.settings import Overrides, config_folder, open_target, paths_of
from schemas.errors import BudgetError

__all__ = ["Produced", "produce_target"]


@dataclass(frozen=True, slots=True)
class Produced:
    """`produce`: run.json."""

    result: RunResult
    out: Path

    @property
    def status(self) -> int:
        """0 everything delivered, 1 rows were quarantined or failed, 3 a defect."""
        return self.result.status

    @property
    def document(self) -> dict[str, Any]:
        """run.json."""
        return run_document(self.result.counts)

    def show(self) -> None:
        """The sums, what needs a look, and where to look at it."""
        console, counts = page(), self.result.counts
        show_rejects(console, self.result.rejects, counts.rejects, "all are in rejects.csv")
        show_downgrades(console, counts.downgrades)
        films, shots, segments = counts.films, counts.shots, counts.segments
        console.print(
            f"{films.made} films made, {films.reused} reused, {films.withdrawn} withdrawn, "
            f"{films.failed} failed; {shots.rendered} shots rendered, "
            f"{segments.encoded} segments encoded, in {sum(counts.seconds.values()):.0f} s. "
            f"Spent {words.spending(counts.spent)}."
        )
        console.print(f"See {self.out / 'index.html'}", markup=False)


def produce_target(
    target: Path,
    catalog: str | None,
    out: str | None,
    store: str | None,
    choices: Choices,
    *,
    agreed: Callable[[str], bool] | None,
) -> Produced:
    """Make what the plan says is missing, with a progress bar. Raises RefusedError."""
    opened = open_target(target, Overrides(catalog=catalog, out=out, store=store), os.environ)
    with progress_for(Console(stderr=True)) as watch:

        def consent(plan: Plan) -> None:
            if plan.cost is None:
                return
            rows = plan.counts.writing.asked
            likely = f", likely about {plan.likely_cost}" if plan.likely_cost else ""
            counted = "1 row" if rows == 1 else f"{rows} rows"
            what = f" for having {counted} written or judged" if rows else ""
            later = "; what else they cost is said when that is done" if rows else ""
            watch.note(f"This run may cost up to {plan.cost}{likely}{what}{later}.")
            if agreed is not None:
                with watch.paused():
                    said = agreed(str(plan.cost))
                if not said:
                    raise BudgetError(
                        "the cost was not agreed to, so nothing was spent on it",
                        str(plan.cost),
                        "Plan fewer rows (--only), or run again.",
                    )

        if _is_shown_by_prefect():
            from flows.produce import produce_watched  # noqa: PLC0415 - Prefect is heavy

            result = produce_watched(opened, choices, watch, consent)
        else:
            with opened_context(opened) as context:
                result = produce(context, catalog_of(context), choices, watch, consent=consent)
    return Produced(result, paths_of(opened, config_folder()).out)


def _is_shown_by_prefect() -> bool:
    """Whether a server of Prefect's is named: without one, a run would start a server that ends
    with it and that nobody looks at (some 15 processes and 16 seconds of processor time).
    """
    if "PREFECT_API_URL" in os.environ:
        return True
    profiles = Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect")) / "profiles.toml"
    return profiles.is_file() and "PREFECT_API_URL" in profiles.read_text("utf-8")
