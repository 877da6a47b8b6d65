"""The pool of threads: it starts nothing, waits without holding a thread, and closes in order."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.pool import Job, LocalPool, WorkerResources
from schemas.errors import CancelledError, ProductionError, WorkError
from schemas.production import PoolSettings
from tests.engine.pool import work

ONE_THREAD = PoolSettings(kind="local", cpus=1)


def test_it_works_without_ray_and_in_this_process() -> None:
    program = (
        "import os, sys\n"
        "from engine.pool import open_pool\n"
        "from schemas.production import PoolSettings\n"
        "with open_pool(PoolSettings(kind='local'), '.') as pool:\n"
        "    assert not pool.started\n"
        "    assert pool.run(os.getpid, what='a question').result() == os.getpid()\n"
        "    assert pool.started\n"
        "assert 'ray' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_arguments_and_results_need_not_pickle() -> None:
    lock = threading.Lock()
    with LocalPool(ONE_THREAD) as pool:
        assert pool.run(lambda given: given, lock, what="a lock").result() is lock


def test_one_thread_is_enough_for_jobs_that_wait_for_each_other(tmp_path: Path) -> None:
    """The first to be handed out waits longest; one that held the thread would stop all."""
    with LocalPool(ONE_THREAD) as pool:
        go = pool.run(work.wait_for, tmp_path / "go", what="the first")
        one = pool.run(work.add, 1, what="a sum", after=[go])
        for _ in range(1000):
            one = pool.run(work.add, one, 1, what="a sum")
        staying = pool.run(work.add, one, what="a take", resources=WorkerResources())
        last = pool.run(work.add, staying, 1, what="a sum")
        (tmp_path / "go").touch()
        assert last.result() == 1002


def test_a_long_line_of_jobs_after_a_failure_fails() -> None:
    with LocalPool(ONE_THREAD) as pool:
        one: Job[object] = pool.run(work.fail, ValueError("seven"), what="the first")
        for _ in range(1000):
            one = pool.run(work.add, one, 1, what="a sum")
        with pytest.raises(WorkError, match=r"the first failed \(ValueError: seven\)"):
            one.result()


def test_at_most_as_many_jobs_run_as_it_may_use_processors() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def busy() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with lock:
            running -= 1

    with LocalPool(PoolSettings(kind="local", cpus=2)) as pool:
        for job in [pool.run(busy, what="work") for _ in range(12)]:
            job.result()
    assert most == 2


def test_jobs_that_share_a_model_never_use_it_at_the_same_time() -> None:
    using = threading.Lock()

    def use() -> bool:
        with_it = using.acquire(blocking=False)
        threading.Event().wait(0.01)
        using.release()
        return with_it

    many = WorkerResources(workers=4)
    with LocalPool(PoolSettings(kind="local", cpus=4)) as pool:
        jobs = [pool.run(use, what="a take", resources=many) for _ in range(8)]
        assert all(job.result() for job in jobs)


def test_closing_ends_what_reports_and_what_has_not_begun(tmp_path: Path) -> None:
    pool = LocalPool(ONE_THREAD)
    running = pool.run(
        work.count_down,
        tmp_path / "begun",
        tmp_path / "never",
        what="a take",
        on_progress=lambda _: None,
    )
    mark = tmp_path / "mark"
    line: list[Job[object]] = [pool.run(work.stamp, mark, what="a film", after=[running])]
    for _ in range(1000):
        line.append(pool.run(work.add, line[-1], what="a sum"))
    work.wait_for(tmp_path / "begun")
    pool.close()
    assert not pool.started
    for job in (running, line[0], line[-1]):
        assert job.done()
        with pytest.raises(CancelledError, match="was cancelled"):
            job.result()
    assert not mark.exists()
    assert pool.run(work.add, 1, 1, what="a sum").result() == 2
    pool.close()


def test_a_pool_that_was_left_takes_no_more_jobs() -> None:
    with LocalPool(ONE_THREAD) as left:
        pass
    with pytest.raises(WorkError, match="the pool is closed"):
        left.run(work.add, 1, 1, what="a sum")


def test_gpus_are_refused_and_the_way_out_is_named() -> None:
    gpu = WorkerResources(gpus=0.5)
    with (
        LocalPool(ONE_THREAD) as pool,
        pytest.raises(ProductionError, match=r"no GPUs .*asks for 0\.5.*pool\.kind: ray"),
    ):
        pool.start(10, [gpu])
    with (
        LocalPool(ONE_THREAD) as pool,
        pytest.raises(ProductionError, match="no GPUs to share out"),
    ):
        pool.run(work.add, 1, what="a take", resources=gpu)
