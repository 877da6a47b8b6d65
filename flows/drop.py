"""The flow `drop`: one dropped catalog, produced once, and put away with its report."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from prefect import flow, runtime
from prefect.client.schemas.objects import State
from prefect.task_runners import ThreadPoolTaskRunner

from engine.production.run import Choices, RunResult
from engine.proof import config_folder
from engine.report import slug_of
from flows.produce import THREADS, produce_shown, state_of
from flows.serving.folder import Claim, DropFolder
from flows.serving.letters import finished, refused
from flows.settings import Target, paths_of
from schemas.errors import ProductionError, RefusedError
from schemas.production import Production

__all__ = ["produce_drop"]

_OURS = frozenset({"films", "checks"})
"""Names that the production's own output folder holds."""


@flow(
    name="drop",
    flow_run_name="produce {production.name} from {file}",
    task_runner=ThreadPoolTaskRunner(max_workers=THREADS),  # type: ignore[arg-type]
    persist_result=False,
)
def produce_drop(
    production: Production, base: str, folder: str, file: str, claim: str
) -> State[Any]:
    """Produce a catalog that was taken from a drop folder, into a folder of its own.

    Raises RefusedError where nothing can be done. Prefect's form shows what stands below.

    Args:
        production: What is made of the catalog, as the production's file says it.
        base: The folder that the production's paths start from.
        folder: The drop folder's address.
        file: The catalog's name there.
        claim: The key under which it was taken.
    """
    drops = DropFolder(folder)
    taken = _begun(drops, claim, file)
    with tempfile.TemporaryDirectory(prefix="callsheet-drop-") as here:
        catalog = drops.fetch(taken, Path(here))
        wanted = _for_drop(production, Path(base), catalog)
        out = paths_of(Target(wanted, Path(base)), config_folder()).out
        try:
            result = produce_shown(Target(wanted, Path(base).resolve()), Choices())
        except RefusedError as error:
            drops.put(taken, "failed", {"report.txt": refused(file, error).encode()})
            raise
        drops.put(taken, "done", _report(file, result, out, wanted))
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


def _for_drop(production: Production, base: Path, catalog: Path) -> Production:
    """The production with the dropped catalog; its pictures lie where the production's do."""
    paths = paths_of(Target(production, base), config_folder())
    name = catalog.stem.removesuffix(".rejects")  # mended rows go back to where they are from
    slug = slug_of(name, "drop")
    slug = f"{slug}-drop" if slug in _OURS else slug
    address = production.films_url
    return production.model_copy(
        update={
            "catalog": str(catalog),
            "pictures": str(paths.root),
            "out": str(paths.out / slug),
            "films_url": f"{address.rstrip('/')}/{slug}" if address else None,
        }
    )


def _report(file: str, result: RunResult, out: Path, wanted: Production) -> dict[str, bytes]:
    """What goes beside the catalog, by file name."""
    sheet = f"{wanted.films_url}/index.html" if wanted.films_url else str(out / "index.html")
    rejects = f"{Path(file).stem.removesuffix('.rejects')}.rejects.csv"
    beside = {
        "report.txt": finished(file, rejects, result, sheet).encode(),
        "run.json": (out / "run.json").read_bytes(),
    }
    if result.counts.rejects:
        beside[rejects] = (out / "rejects.csv").read_bytes()
    return beside
