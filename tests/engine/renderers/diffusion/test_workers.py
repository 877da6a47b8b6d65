"""Workers of the pool keep the model: it is loaded once by each, and again where one dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.inspection import Limits
from engine.jobs.shooting import Shooting, Standards, shoot
from engine.pool import Job, RayPool
from engine.renderers import open_router
from engine.renderers.diffusion import Diffusion
from engine.store import BlobKind, FolderBlobs
from schemas.production import PoolSettings
from schemas.rendering import RendererSettings
from tests.engine.renderers.diffusion.conftest import (
    GENERATE,
    Make,
    offer_of,
    settings_of,
    setup_of,
)

NO_STANDARDS = Standards(Limits({}, {}, {}, {}, {}))
"""Random weights draw noise."""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RayPool]:
    with RayPool(PoolSettings(cpus=1), str(tmp_path_factory.mktemp("store"))) as started:
        yield started


def _settings(folder: Path, workers: int) -> RendererSettings:
    model = settings_of(folder, workers=workers)
    return RendererSettings(name="diffusion", diffusion=model)


def _handed_out(
    pool: RayPool, settings: RendererSettings, blobs: FolderBlobs, seeds: range
) -> list[Job[Shooting]]:
    renderer = open_router([settings], Path()).named("diffusion")
    assert isinstance(renderer, Diffusion)
    return [
        pool.run(
            shoot,
            setup_of(renderer, GENERATE, seed=seed, frames=5),
            renderer.shooter(),
            [],
            NO_STANDARDS,
            blobs,
            what="a take",
            resources=offer_of(renderer, GENERATE).resources,
        )
        for seed in seeds
    ]


def _lineages(jobs: list[Job[Shooting]]) -> list[dict[str, str]]:
    return [job.result().takes[-1].lineage for job in jobs]


def test_two_workers_load_once_each_for_six_takes(
    pool: RayPool, tiny: Make, tmp_path: Path
) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    jobs = _handed_out(pool, _settings(tiny("text"), 2), blobs, range(6))
    lineages = _lineages(jobs)
    assert len({one["worker"] for one in lineages}) == 2
    assert len({(one["worker"], one["loaded_at"]) for one in lineages}) == 2
    keys = {job.result().takes[-1].key for job in jobs}
    assert len(keys) == 6
    assert all(blobs.has(key, BlobKind.TAKE) for key in keys)


def test_a_worker_that_is_killed_loads_again_and_every_take_is_made(
    pool: RayPool, tiny: Make, tmp_path: Path
) -> None:
    settings, blobs = _settings(tiny("text"), 1), FolderBlobs(tmp_path / "blobs")
    (before,) = _lineages(_handed_out(pool, settings, blobs, range(1)))
    os.kill(int(before["worker"].rpartition(":")[2]), signal.SIGKILL)
    after = _lineages(_handed_out(pool, settings, blobs, range(1, 4)))
    assert before["worker"] not in {one["worker"] for one in after}
    assert len({(one["worker"], one["loaded_at"]) for one in after}) == 1


@pytest.mark.gpu
def test_every_gpu_gets_a_worker(pool: RayPool, tiny: Make, tmp_path: Path) -> None:
    """The twin of `test_two_workers_load_once_each_for_six_takes`."""
    import torch  # noqa: PLC0415 - heavy

    model = settings_of(tiny("text"), device="cuda")
    settings = RendererSettings(name="diffusion", diffusion=model)
    lineages = _lineages(_handed_out(pool, settings, FolderBlobs(tmp_path / "blobs"), range(6)))
    loads = {(one["worker"], one["loaded_at"]) for one in lineages}
    assert len(loads) == min(6, torch.cuda.device_count())
