"""The pool on real Ray: it starts late, survives killed workers, keeps models in processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import ray

from engine.pool import RayPool, WorkerResources
from schemas.errors import ProductionError, WorkError
from schemas.production import PoolSettings
from tests.engine.pool import work

ONE, TWO = WorkerResources(workers=1), WorkerResources(workers=2)


def test_with_nothing_to_do_ray_is_not_even_imported() -> None:
    program = (
        "import sys\n"
        "from engine.pool import open_pool\n"
        "from schemas.production import PoolSettings\n"
        "with open_pool(PoolSettings(kind='ray'), '.') as pool:\n"
        "    assert not pool.started\n"
        "assert 'ray' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_worker_killed_in_the_middle_of_a_job_is_made_up_for(
    ray_pool: RayPool, tmp_path: Path
) -> None:
    job = ray_pool.run(work.stay_until_killed_once, tmp_path, what="a take")
    work.wait_for(tmp_path / "pid")
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert job.result() == "made at the second attempt"


def test_a_worker_that_dies_every_time_is_given_up_after_three_more(
    ray_pool: RayPool, tmp_path: Path
) -> None:
    with pytest.raises(WorkError, match=r"a take failed: its worker died again and again"):
        ray_pool.run(work.die, tmp_path, what="a take").result()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_worker_uses_one_thread(ray_pool: RayPool) -> None:
    assert ray_pool.run(work.threads, what="a question").result() == "1"


def test_closing_stops_ray_and_the_next_job_starts_it_again_with_the_callers_handler_of_sigterm(
    ray_pool: RayPool,
) -> None:
    ray_pool.close()
    assert not ray_pool.started
    assert not ray.is_initialized()
    before = signal.getsignal(signal.SIGTERM)
    assert ray_pool.run(work.add, 1, 1, what="a sum").result() == 2
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_pool_that_was_left_takes_no_more_jobs(tmp_path: Path) -> None:
    with RayPool(PoolSettings(cpus=1), str(tmp_path)) as left:
        pass
    with pytest.raises(WorkError, match="the pool is closed"):
        left.run(work.add, 1, 1, what="a sum")


def test_workers_that_stay_load_once_each(ray_pool: RayPool) -> None:
    jobs = [ray_pool.run(work.loaded_after, 0.01, what="a take", resources=TWO) for _ in range(6)]
    assert len({job.result() for job in jobs}) == 2


def test_a_worker_that_stays_and_is_killed_comes_back_and_the_job_is_done(
    ray_pool: RayPool, tmp_path: Path
) -> None:
    job = ray_pool.run(work.stay_until_killed_once, tmp_path, what="a take", resources=ONE)
    work.wait_for(tmp_path / "pid")
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert job.result() == "made at the second attempt"


def test_a_job_that_kills_its_worker_is_given_up_and_takes_no_other_with_it(
    ray_pool: RayPool, tmp_path: Path
) -> None:
    jobs = [
        ray_pool.run(work.die_if_bad, tmp_path, bad, what="a take", resources=ONE)
        for bad in (True, False, False)
    ]
    with pytest.raises(WorkError, match=r"a take failed: its worker died again and again"):
        jobs[0].result()
    assert len(list(tmp_path.iterdir())) == 4
    assert [job.result() for job in jobs[1:]] == ["made", "made"]


def test_gpus_that_no_node_has_are_refused_instead_of_waited_for(ray_pool: RayPool) -> None:
    with pytest.raises(
        ProductionError,
        match=r"asks for 64 GPUs for each worker, and no node has them .*device: cpu",
    ):
        ray_pool.run(work.add, 1, 1, what="a take", resources=WorkerResources(gpus=64))
