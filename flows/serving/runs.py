"""The flows that are served: a production's run, and one dropped catalog's.

They are told a name and choices. What is read, where films are written and who gets a key stand in
the files of who serves (`flows.serving.authority`).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, runtime
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Failed
from prefect.task_runners import ThreadPoolTaskRunner

from engine.production.run import Choices, RunResult
from engine.report import slug_of
from flows.produce import THREADS, produce_shown, state_of
from flows.serving.approval import Gate
from flows.serving.authority import apply_choices, served_target
from flows.serving.data import Served
from flows.serving.diary import Diary, record_of
from flows.serving.folder import Claim, DropFolder, shortened
from flows.serving.process import end_with_serve
from flows.serving.reports import finished, refused
from flows.serving.unfinished import attempt_of
from flows.settings import Target, config_folder, paths_of
from schemas.choices import RunChoices
from schemas.errors import ProductionError, RefusedError, WithdrawalError
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

    It fails with a sentence where nothing can be done. Prefect's form shows what stands below.

    Args:
        production: The production's name in the serving file.
        choices: What this run makes. Left as it is: everything.
    """
    end_with_serve()
    try:
        served = served_target(production, os.environ)
        target = served.target
        wanted = Target(apply_choices(target.production, choices), target.base)
        result = _produced(served, wanted, choices)
    except RefusedError as error:
        return _refused(error)
    return _ended(production, served, wanted, result)


@flow(
    name="drop",
    flow_run_name="produce {production} from {file}",
    task_runner=ThreadPoolTaskRunner(max_workers=THREADS),  # type: ignore[arg-type]
    persist_result=False,
)
def produce_drop(production: str, file: str, claim: str) -> State[Any]:
    """Produce a catalog that was taken from a drop folder, into a folder of its own.

    It fails with a sentence where nothing can be done. Prefect's form shows what stands below.

    Args:
        production: The production's name in the serving file.
        file: The catalog's name in the drop folder.
        claim: The key under which it was taken.
    """
    end_with_serve()
    try:
        served = served_target(production, os.environ)
        drops, taken = _begun(served, claim, file)
    except RefusedError as error:
        return _refused(error)
    with tempfile.TemporaryDirectory(prefix=f"callsheet-drop-{os.getpid()}-") as here:
        catalog = drops.fetch(taken, Path(here))
        target, out = _for_drop(served, catalog)
        try:
            result = _produced(served, target, _EVERYTHING, another_is_refused=True)
        except RefusedError as error:
            if isinstance(error, WithdrawalError):
                error = _for_droppers(error)
            drops.put(taken, "failed", {"report.txt": refused(taken.name, error).encode()})
            return _refused(error)
        drops.put(taken, "done", _report(taken.name, result, out, target))
    return _ended(f"{production} from {taken.name}", served, target, result)


def _refused(error: RefusedError) -> State[Any]:
    """How a run ends that could do nothing: in one sentence, and not in three tracebacks."""
    get_run_logger().error("%s", error)
    return Failed(message=str(error))


def _for_droppers(error: WithdrawalError) -> WithdrawalError:
    """The same refusal, in words for who can drop files and start no run."""
    return WithdrawalError(
        error.what,
        error.where,
        "Look at the catalog. Rows that are to go stay in it, with `rejected` in their column "
        "`review`; another catalog needs another name.",
    )


def _produced(
    served: Served, target: Target, choices: RunChoices, *, another_is_refused: bool = False
) -> RunResult:
    """The engine's run on Prefect's pages."""
    chosen = Choices(
        choices.only,
        strict=choices.strict,
        withdraw=choices.withdraw,
        # Whoever makes one placement anew does not want the others taken down.
        keep_others=bool(choices.profiles or choices.locales),
        another_is_refused=another_is_refused,
    )
    gate = Gate(target.production.approve, Diary(served.state))
    return produce_shown(target, chosen, gate.before_spending, gate.before_publishing)


def _ended(what: str, served: Served, target: Target, result: RunResult) -> State[Any]:
    """How the run ends. Its name says what it made, because all runs of a list start alike."""
    run, address = str(runtime.flow_run.id), (target.production.films_url or "").rstrip("/")
    Diary(served.state).write(record_of(run, served.name, result, address))

    def named() -> None:
        with get_client(sync_client=True) as client:
            client.update_flow_run(runtime.flow_run.id, name=f"{what}: {result.sentence()}")

    Pages().show("the run's name", named)
    return state_of(result)


def _begun(served: Served, key: str, file: str) -> tuple[DropFolder, Claim]:
    if served.drop is None:
        raise ProductionError(
            "the production has no drop folder", served.name, "Give it one in the serving file."
        )
    drops = DropFolder(served.drop)
    taken, attempt = drops.claimed(key), attempt_of(runtime.flow_run.tags)
    if taken is None or not drops.begin(taken, str(runtime.flow_run.id), attempt):
        raise ProductionError(
            "the dropped catalog has been dealt with by another run",
            f"{drops.address}/{file}",
            "Drop it again to have it produced again.",
        )
    return drops, taken


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
        if (workbook := out / "rejects.xlsx").is_file():
            beside[f"{rejects.removesuffix('.csv')}.xlsx"] = workbook.read_bytes()
    return beside
