"""Model workers: processes that stay, so that a model which one job loaded serves all later jobs.

This file knows GPUs and processes; neither models nor jobs.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from engine.pool.pool import WorkerResources, perform
from engine.pool.progress import Reporter, Reporting
from schemas.errors import ProductionError

__all__ = ["open_dispatcher"]

_RETRIES = 3
"""How often a job is run again after its worker died, as with jobs that ask for no resources."""
_MOST_WAITING = 100_000
"""Jobs that one dispatcher holds at a time; far more than a run hands out before it waits."""


def open_dispatcher(resources: WorkerResources) -> Any:
    """An actor that hands each job to the first model worker that is free; Ray has been started.

    One job at a time is with a worker, so a job that kills its worker is run again alone. Neither
    the dispatcher nor its workers hold a CPU: processing beside them goes on. Raises
    ProductionError where the cluster has not the GPUs for one worker.
    """
    import ray  # noqa: PLC0415 - heavy

    dispatcher = ray.remote(_Dispatcher).options(
        num_cpus=0, max_restarts=-1, max_task_retries=_RETRIES, max_concurrency=_MOST_WAITING
    )
    return dispatcher.remote(_workers(resources), resources.gpus)


class _Dispatcher:
    """Runs on the cluster."""

    def __init__(self, workers: int, gpus: float) -> None:
        import ray  # noqa: PLC0415 - heavy

        worker = ray.remote(_ModelWorker).options(
            num_cpus=0, num_gpus=gpus, max_restarts=-1, max_task_retries=_RETRIES
        )
        self._free: asyncio.Queue[Any] = asyncio.Queue()
        for _ in range(workers):
            self._free.put_nowait(worker.remote())

    async def perform(
        self,
        job: Callable[..., Any],
        what: str,
        reporting: Reporting | None,
        count: int,
        *arguments: Any,
    ) -> Any:
        """The job with its own `count` arguments; what follows them was only waited for."""
        import ray  # noqa: PLC0415 - heavy

        worker = await self._free.get()
        running = worker.perform.remote(job, what, reporting, *arguments[:count])
        try:
            return await running
        except asyncio.CancelledError:
            # Ray tells the worker; it is free when its job has reported next.
            with contextlib.suppress(Exception):
                await running
            raise
        except ray.exceptions.RayTaskError as error:
            raise error.cause from None
        finally:
            self._free.put_nowait(worker)


class _ModelWorker:
    """Runs on the cluster, for as long as the pool."""

    def perform(
        self, job: Callable[..., Any], what: str, reporting: Reporting | None, *arguments: Any
    ) -> Any:
        """The job."""
        import ray  # noqa: PLC0415 - heavy

        if reporting is None:
            return perform(job, arguments, what)
        report = Reporter(reporting, what, ray.get_runtime_context().is_canceled)
        try:
            return perform(job, arguments, what, report)
        finally:
            report.flush()


def _workers(resources: WorkerResources) -> int:
    """As many as were asked for, and not more than have their GPUs: others would wait for ever."""
    if resources.gpus == 0:
        return resources.workers or 1
    import ray  # noqa: PLC0415 - heavy

    nodes = ray.nodes()  # type: ignore[no-untyped-call]
    gpus = [node["Resources"].get("GPU", 0.0) for node in nodes if node["Alive"]]
    possible = sum(int(found / resources.gpus + 1e-6) for found in gpus)
    if not possible:
        raise ProductionError(
            f"the renderer asks for {resources.gpus:g} GPUs for each worker, and no node has them",
            f"GPUs of the nodes: {', '.join(f'{found:g}' for found in gpus) or 'none'}",
            "Join a cluster that has them (pool.address), or say device: cpu.",
        )
    return min(resources.workers or possible, possible)
