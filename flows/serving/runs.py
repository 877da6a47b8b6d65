"""The flows that are served: a production's run, and one dropped catalog's.

They are told a name and choices. What is read, where films are written and who gets a key stand in
the files of who serves (`flows.serving.authority`).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from prefect import flow, runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.task_runners import ThreadPoolTaskRunner

from engine.production.run import Choices, RunResult
from engine.report import slug_of
from flows.produce import THREADS, produce_shown, state_of
from flows.serving.authority import apply_choices, served_target
from flows.serving.data import Served
from flows.serving.folder import Claim, DropFolder, shortened
from flows.serving.reports import finished, refused
from flows.settings import Target, config_folder, paths_of
from schemas.choices import RunChoices
from schemas.errors import ProductionError, RefusedError
from tasks.pages import Pages

__all__ = ["produce_drop", "produce_served"]

_OURS = frozenset({"films", "checks"})
"""Names that the production's own output folder holds."""
_EVERYTHING = RunChoices()


@flow(
    name="produce",
    flow_run_name="produce {production}",
    task_runner=ThreadPoolTaskRunner(max_workers=THREADS),  # type: ignore[arg-type]
    persist_result=False,
)
def produce_served(production: str, choices: RunChoices = _EVERYTHING) -> State[Any]:
    """Make what is missing of a served production, or has changed.

    Raises RefusedError where nothing can be done. Prefect's form shows what stands below.

    Args:
        production: The production's name in the serving file.
        choices: What this run makes. Left as it is: everything.
    """
    target = served_target(production, os.environ).target
    wanted = Target(apply_choices(target.production, choices), target.base)
    return _ended(production, _produced(wanted, choices))


@flow(
    name="drop",
    flow_run_name="produce {production} from {file}",
    task_runner=ThreadPoolTaskRunner(max_workers=THREADS),  # type: ignore[arg-type]
    persist_result=False,
)
def produce_drop(production: str, file: str, claim: str) -> State[Any]:
    """Produce a catalog that was taken from a drop folder, into a folder of its own.

    Raises RefusedError where nothing can be done. Prefect's form shows what stands below.

    Args:
        production: The production's name in the serving file.
        file: The catalog's name in the drop folder.
        claim: The key under which it was taken.
    """
    served = served_target(production, os.environ)
    if served.drop is None:
        raise ProductionError(
            "the production has no drop folder", production, "Give it one in the serving file."
        )
    drops = DropFolder(served.drop)
    taken = _begun(drops, claim, file)
    with tempfile.TemporaryDirectory(prefix="callsheet-drop-") as here:
        catalog = drops.fetch(taken, Path(here))
        target, out = _for_drop(served, catalog)
        try:
            result = _produced(target, _EVERYTHING)
        except RefusedError as error:
            drops.put(taken, "failed", {"report.txt": refused(taken.name, error).encode()})
            raise
        drops.put(taken, "done", _report(taken.name, result, out, target))
    return _ended(f"{production} from {taken.name}", result)


def _produced(target: Target, choices: RunChoices) -> RunResult:
    """The engine's run on Prefect's pages."""
    chosen = Choices(
        choices.only,
        strict=choices.strict,
        withdraw=choices.withdraw,
        # Whoever makes one placement anew does not want the others taken down.
        keep_others=bool(choices.profiles or choices.locales),
    )
    return produce_shown(target, chosen)


def _ended(what: str, result: RunResult) -> State[Any]:
    """How the run ends. Its name says what it made, because all runs of a list start alike."""

    def named() -> None:
        with get_client(sync_client=True) as client:
            client.update_flow_run(runtime.flow_run.id, name=f"{what}: {result.sentence()}")

    Pages().show("the run's name", named)
    return state_of(result)


def _begun(drops: DropFolder, key: str, file: str) -> Claim:
    taken = drops.claimed(key)
    if taken is None or not drops.begin(taken, str(runtime.flow_run.id)):
        raise ProductionError(
            "the dropped catalog has been dealt with by another run",
            f"{drops.address}/{file}",
            "Drop it again to have it produced again.",
        )
    return taken


def _for_drop(served: Served, catalog: Path) -> tuple[Target, Path]:
    """The production with the dropped catalog, and its output folder, which lies in the
    production's own; its pictures lie where the production's do.
    """
    target = served.target
    name = catalog.stem.removesuffix(".rejects")  # mended rows go back to where they are from
    slug = slug_of(name, "drop")
    slug = f"{slug}-drop" if slug in _OURS else slug
    paths, out = paths_of(target, config_folder()), served.out / slug
    address = target.production.films_url
    dropped = {
        "catalog": target.production.catalog.model_copy(update={"file": str(catalog)}),
        "pictures": target.production.pictures.model_copy(update={"folder": str(paths.root)}),
        "out": str(out),
        "films_url": f"{address.rstrip('/')}/{slug}" if address else None,
    }
    return Target(target.production.model_copy(update=dropped), target.base), out


def _report(file: str, result: RunResult, out: Path, target: Target) -> dict[str, bytes]:
    """What goes beside the catalog, by file name."""
    address = target.production.films_url
    sheet = f"{address}/index.html" if address else str(out / "index.html")
    rejects = f"{shortened(Path(file).stem.removesuffix('.rejects'))}.rejects.csv"
    beside = {
        "report.txt": finished(file, rejects, result, sheet).encode(),
        "run.json": (out / "run.json").read_bytes(),
    }
    if result.counts.rejects:
        beside[rejects] = (out / "rejects.csv").read_bytes()
    return beside
