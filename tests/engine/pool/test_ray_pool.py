"""The pool on real Ray: it starts late, keeps order, survives killed workers, explains failures."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import ray

import engine
from engine.pool import RayPool, WorkerResources
from schemas.errors import ProductionError, RenderError, RowError, StoreError, WorkError
from schemas.production import PoolSettings
from schemas.reject import Code
from tests.ray_node import head, head_node, node

PATIENCE = 120.0
"""Seconds after which something that should have happened will not."""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RayPool]:
    store = tmp_path_factory.mktemp("store")
    with RayPool(PoolSettings(cpus=2), str(store)) as started:
        yield started


def _wait_for(path: Path) -> None:
    late = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > late:
            raise TimeoutError(path.name)
        time.sleep(0.02)


# What workers run. Each leaves files behind, by which the tests see that it ran.


def _add(*numbers: int) -> int:
    return sum(numbers)


def _meet(mine: Path, other: Path) -> bool:
    mine.touch()
    _wait_for(other)
    return True


def _stamp(mark: Path) -> float:
    mark.touch()
    return time.monotonic()


def _slow_stamp(mark: Path) -> float:
    time.sleep(0.5)
    return _stamp(mark)


def _stay_until_killed_once(folder: Path) -> str:
    """The first time it waits to be killed; the second time it returns."""
    if (folder / "pid").exists():
        return "made at the second attempt"
    part = folder / "part"
    part.write_text(str(os.getpid()))
    part.rename(folder / "pid")
    time.sleep(PATIENCE)
    return "made at the first attempt"


def _die(folder: Path) -> None:
    """As a worker without memory dies: at once, and every time."""
    Path(tempfile.mkstemp(dir=folder)[1]).touch()
    os.kill(os.getpid(), signal.SIGKILL)


def _raise(error: Exception, folder: Path | None = None) -> None:
    if folder:
        Path(tempfile.mkstemp(dir=folder)[1]).touch()
    raise error


def _threads() -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


class _AwkwardError(Exception):
    """It cannot be rebuilt from its arguments, as many an error of a library."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def test_with_nothing_to_do_ray_is_not_even_imported() -> None:
    program = (
        "import sys\n"
        "from engine.pool import RayPool\n"
        "from schemas.production import PoolSettings\n"
        "with RayPool(PoolSettings(), '.') as pool:\n"
        "    assert not pool.started\n"
        "assert 'ray' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_job_returns_what_its_function_returns(pool: RayPool) -> None:
    assert pool.run(_add, 2, 3, what="a sum").result() == 5
    assert pool.started


def test_many_threads_start_one_ray(pool: RayPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        jobs = list(threads.map(lambda n: pool.run(_add, n, 1, what="a sum"), range(8)))
    assert [job.result() for job in jobs] == list(range(1, 9))


def test_jobs_run_side_by_side(pool: RayPool, tmp_path: Path) -> None:
    """Each waits for the other: one after the other they would never end."""
    one, other = tmp_path / "one", tmp_path / "other"
    jobs = [pool.run(_meet, one, other, what="one"), pool.run(_meet, other, one, what="other")]
    assert [job.result() for job in jobs] == [True, True]


def test_a_job_among_the_arguments_arrives_as_its_result(pool: RayPool) -> None:
    first = pool.run(_add, 1, 2, what="first")
    assert pool.run(_add, first, 10, first, what="second").result() == 16


def test_a_job_waits_for_those_that_it_comes_after(pool: RayPool, tmp_path: Path) -> None:
    before = [pool.run(_slow_stamp, tmp_path / name, what=name) for name in ("a", "b")]
    after = pool.run(_stamp, tmp_path / "c", what="c", after=before)
    assert after.result() >= max(job.result() for job in before)


def test_what_comes_after_a_failure_is_not_run_and_says_what_failed(
    pool: RayPool, tmp_path: Path
) -> None:
    failed = pool.run(_raise, RenderError("no picture", "shot 'a'"), what="a shot")
    after = pool.run(_stamp, tmp_path / "mark", what="a film", after=[failed])
    with pytest.raises(RenderError, match=r"no picture \(shot 'a'\)"):
        after.result()
    assert not (tmp_path / "mark").exists()


def test_a_worker_killed_in_the_middle_of_a_job_is_made_up_for(
    pool: RayPool, tmp_path: Path
) -> None:
    job = pool.run(_stay_until_killed_once, tmp_path, what="a take")
    _wait_for(tmp_path / "pid")
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert job.result() == "made at the second attempt"


def test_a_worker_that_dies_every_time_is_given_up_after_three_more(
    pool: RayPool, tmp_path: Path
) -> None:
    with pytest.raises(WorkError, match=r"a take failed: its worker died again and again"):
        pool.run(_die, tmp_path, what="a take").result()
    assert len(list(tmp_path.iterdir())) == 4


def test_after_all_that_the_pool_still_works(pool: RayPool) -> None:
    assert pool.run(_add, 2, 2, what="a sum").result() == 4


@pytest.mark.parametrize(
    "error",
    [
        RenderError("no picture", "shot 'a'", "Name one."),
        RowError(Code.GLYPH, "no font has '☃'", "text '☃'", "Name a font."),
    ],
    ids=["work", "row"],
)
def test_an_error_of_ours_comes_back_as_it_was_and_is_not_retried(
    pool: RayPool, tmp_path: Path, error: RenderError | RowError
) -> None:
    with pytest.raises(type(error)) as caught:
        pool.run(_raise, error, tmp_path, what="a take").result()
    assert type(caught.value) is type(error)
    assert caught.value.args == error.args
    assert str(caught.value) == str(error)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("seven"), r"the take of 'a' failed \(ValueError: seven\)"),
        (OSError(28, "No space left on device"), r"failed \(OSError: .*No space left on device"),
        (MemoryError(), r"failed \(MemoryError: "),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_another_error_becomes_a_work_error_that_names_the_work(
    pool: RayPool, tmp_path: Path, error: Exception, said: str
) -> None:
    with pytest.raises(WorkError, match=said):
        pool.run(_raise, error, tmp_path, what="the take of 'a'").result()
    assert len(list(tmp_path.iterdir())) == 1


def _awkward() -> None:
    raise _AwkwardError("this", "that")


def test_an_error_that_cannot_cross_processes_is_a_work_error_too(pool: RayPool) -> None:
    with pytest.raises(WorkError, match=r"a take failed .*this and that"):
        pool.run(_awkward, what="a take").result()


def test_a_worker_uses_one_thread(pool: RayPool) -> None:
    assert pool.run(_threads, what="a question").result() == "1"


def test_closing_stops_ray_and_the_next_job_starts_it_again(pool: RayPool) -> None:
    pool.close()
    assert not pool.started
    assert not ray.is_initialized()
    assert pool.run(_add, 1, 1, what="a sum").result() == 2


def test_starting_keeps_the_callers_handler_of_sigterm(pool: RayPool) -> None:
    pool.close()
    before = signal.getsignal(signal.SIGTERM)
    pool.start()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_pool_that_was_left_takes_no_more_jobs(tmp_path: Path) -> None:
    with RayPool(PoolSettings(cpus=1), str(tmp_path)) as left:
        pass
    with pytest.raises(WorkError, match="the pool is closed"):
        left.run(_add, 1, 1, what="a sum")


# Workers that stay. On this machine they need no GPU.
ONE, TWO = WorkerResources(gpus=0, workers=1), WorkerResources(gpus=0, workers=2)


@functools.cache
def _loaded() -> str:
    """As a model is: once in each process."""
    return f"{os.getpid()} at {time.monotonic()}"


def _model_after(seconds: float) -> str:
    time.sleep(seconds)
    return _loaded()


def _die_if_bad(folder: Path, bad: bool) -> str:
    if bad:
        _die(folder)
    return "made"


def test_workers_that_stay_load_once_each(pool: RayPool) -> None:
    jobs = [pool.run(_model_after, 0.01, what="a take", resources=TWO) for _ in range(6)]
    assert len({job.result() for job in jobs}) == 2


def test_a_worker_that_stays_is_there_for_the_next_batch(pool: RayPool) -> None:
    def batch() -> set[str]:
        return {
            job.result()
            for job in [
                pool.run(_model_after, 0.01, what="a take", resources=TWO) for _ in range(4)
            ]
        }

    assert batch() == batch()


def test_workers_that_stay_leave_the_processors_to_others(pool: RayPool, tmp_path: Path) -> None:
    """Both wait for jobs beside them, of which there are as many as processors."""
    marks = [tmp_path / name for name in ("a", "b", "c", "d")]
    staying = [pool.run(_meet, marks[i], marks[i + 2], what="one", resources=TWO) for i in (0, 1)]
    beside = [pool.run(_meet, marks[i + 2], marks[i], what="other") for i in (0, 1)]
    assert [job.result() for job in (*staying, *beside)] == [True] * 4


def test_a_job_of_a_worker_that_stays_waits_for_others_and_gives_them_its_result(
    pool: RayPool, tmp_path: Path
) -> None:
    first = pool.run(_slow_stamp, tmp_path / "a", what="a")
    staying = pool.run(_stamp, tmp_path / "b", what="b", after=[first], resources=ONE)
    last = pool.run(_stamp, tmp_path / "c", what="c", after=[staying], resources=ONE)
    assert first.result() <= staying.result() <= last.result()
    assert pool.run(_add, pool.run(_add, 1, 2, what="a", resources=ONE), 3, what="b").result() == 6


def test_a_worker_that_stays_and_is_killed_comes_back_and_the_job_is_done(
    pool: RayPool, tmp_path: Path
) -> None:
    job = pool.run(_stay_until_killed_once, tmp_path, what="a take", resources=ONE)
    _wait_for(tmp_path / "pid")
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
    assert job.result() == "made at the second attempt"


def test_a_job_that_kills_its_worker_is_given_up_and_takes_no_other_with_it(
    pool: RayPool, tmp_path: Path
) -> None:
    jobs = [
        pool.run(_die_if_bad, tmp_path, bad, what="a take", resources=ONE)
        for bad in (True, False, False)
    ]
    with pytest.raises(WorkError, match=r"a take failed: its worker died again and again"):
        jobs[0].result()
    assert len(list(tmp_path.iterdir())) == 4
    assert [job.result() for job in jobs[1:]] == ["made", "made"]


def test_errors_of_workers_that_stay_are_those_of_others(pool: RayPool, tmp_path: Path) -> None:
    ours = RenderError("no picture", "shot 'a'", "Name one.")
    with pytest.raises(RenderError) as caught:
        pool.run(_raise, ours, tmp_path, what="a take", resources=ONE).result()
    assert caught.value.args == ours.args
    with pytest.raises(WorkError, match=r"a take failed \(ValueError: seven\)"):
        pool.run(_raise, ValueError("seven"), tmp_path, what="a take", resources=ONE).result()
    with pytest.raises(WorkError, match=r"a take failed .*this and that"):
        pool.run(_awkward, what="a take", resources=ONE).result()
    assert len(list(tmp_path.iterdir())) == 2


def test_gpus_that_no_node_has_are_refused_instead_of_waited_for(pool: RayPool) -> None:
    with pytest.raises(
        ProductionError,
        match=r"asks for 64 GPUs for each worker, and no node has them .*device: cpu",
    ):
        pool.run(_add, 1, 1, what="a take", resources=WorkerResources(gpus=64, workers=None))


# A cluster of two nodes on this machine, in processes of their own. From the second the folder
# `hidden` cannot be seen, where the machine allows that: another file system is mounted over it.


@dataclass(frozen=True, slots=True)
class Cluster:
    address: str
    folder: Path
    hides: bool


@pytest.fixture(scope="module")
def cluster(pool: RayPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The pool of this process makes way for it: one process is in one cluster."""
    pool.close()
    folder, hides = tmp_path_factory.mktemp("cluster"), _can_hide_a_folder()
    (folder / "hidden").mkdir()
    blindfold = ("unshare", "-m", "sh", "-c", 'mount -t tmpfs none "$0" && exec "$@"')
    with ExitStack() as stack:
        address = stack.enter_context(head())
        before = (*blindfold, str(folder / "hidden")) if hides else ()
        stack.enter_context(node(f"--address={address}", before=before))
        _assert_two_nodes(address, folder)
        yield Cluster(address, folder, hides)


def _can_hide_a_folder() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None or sys.platform != "linux":
        return False
    done = subprocess.run([unshare, "-m", "true"], capture_output=True, check=False)
    return done.returncode == 0


def _assert_two_nodes(address: str, store: Path) -> None:
    late = time.monotonic() + PATIENCE
    with RayPool(PoolSettings(address=address), str(store)) as joined:
        joined.run(_add, 1, 1, what="a sum").result()
        while time.monotonic() < late:
            nodes = ray.nodes()  # type: ignore[no-untyped-call]
            if sum(node["Alive"] for node in nodes) == 2:
                return
            time.sleep(0.1)
    raise TimeoutError("the second node did not join")


def test_a_cluster_that_is_named_is_joined_and_outlives_the_pool(cluster: Cluster) -> None:
    """The fixture joined it before. What was asked for in the store is gone again."""
    with RayPool(PoolSettings(address=cluster.address), str(cluster.folder)) as joined:
        assert joined.run(_add, 4, 5, what="a sum").result() == 9
    assert [path.name for path in cluster.folder.iterdir()] == ["hidden"]


def test_a_cluster_with_a_node_that_cannot_see_the_store_is_refused(cluster: Cluster) -> None:
    if not cluster.hides:
        pytest.skip("needs the right to unshare mounts")
    store = cluster.folder / "hidden"
    with (
        pytest.raises(
            StoreError,
            match=r"some nodes of the cluster cannot see the store \([\d.]+ and .*/hidden\)\. Name",
        ),
        RayPool(PoolSettings(address=cluster.address), str(store)) as joined,
    ):
        joined.run(_add, 1, 1, what="a sum")
    assert not ray.is_initialized()
    assert list(store.iterdir()) == []


@pytest.fixture
def strangers(cluster: Cluster, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a node that sees another `engine` where this process has its own."""
    if not cluster.hides:
        pytest.skip("needs the right to unshare mounts")
    other, ours = tmp_path / "engine", Path(engine.__file__).parent
    shutil.copytree(ours, other)
    request.param(other)
    covered = ("unshare", "-m", "sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"')
    with head_node(before=(*covered, str(other), str(ours))) as (address, _):
        yield address


def _changed(package: Path) -> None:
    (package / "profiles.yaml").write_text("[]\n", "utf-8")


def _incomplete(package: Path) -> None:
    shutil.rmtree(package / "pool")


@pytest.mark.parametrize(
    ("strangers", "why"),
    [(_changed, r": it has \w{8}, this is \w{8}"), (_incomplete, ": Mod.*engine.pool")],
    indirect=["strangers"],
)
def test_a_node_with_another_callsheet_is_refused(strangers: str, why: str, tmp_path: Path) -> None:
    with (
        pytest.raises(
            ProductionError, match=rf"not run this callsheet \([\d.]+{why}.*\)\. Install"
        ),
        RayPool(PoolSettings(address=strangers), str(tmp_path)) as joined,
    ):
        joined.run(_add, 1, 1, what="a sum")
    assert not ray.is_initialized()
