"""What every pool promises: order, errors, progress, cancelling. Each test runs on both."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.pool import Pool, WorkerResources
from schemas.errors import CancelledError, RenderError, RowError, WorkError
from schemas.reject import Code
from tests.engine.pool import work


def test_a_job_returns_what_its_function_returns(pool: Pool) -> None:
    assert pool.run(work.add, 2, 3, what="a sum").result() == 5
    assert pool.started


def test_many_threads_hand_out_jobs_to_one_pool(pool: Pool) -> None:
    with ThreadPoolExecutor(8) as threads:
        jobs = list(threads.map(lambda n: pool.run(work.add, n, 1, what="a sum"), range(8)))
    assert [job.result() for job in jobs] == list(range(1, 9))


def test_jobs_run_side_by_side(pool: Pool, tmp_path: Path) -> None:
    """Each waits for the other: one after the other they would never end."""
    one, other = tmp_path / "one", tmp_path / "other"
    jobs = [
        pool.run(work.meet, one, other, what="one"),
        pool.run(work.meet, other, one, what="other"),
    ]
    assert [job.result() for job in jobs] == [True, True]


def test_a_job_among_the_arguments_arrives_as_its_result(pool: Pool) -> None:
    first = pool.run(work.add, 1, 2, what="first")
    assert pool.run(work.add, first, 10, first, what="second").result() == 16


def test_a_job_waits_for_those_that_it_comes_after(pool: Pool, tmp_path: Path) -> None:
    before = [pool.run(work.slow_stamp, tmp_path / name, what=name) for name in ("a", "b")]
    after = pool.run(work.stamp, tmp_path / "c", what="c", after=before)
    assert not after.done()
    assert after.result() >= max(job.result() for job in before)
    assert after.done()


@pytest.mark.parametrize("how", ["after", "argument"])
def test_what_waits_for_a_failure_is_not_run_and_says_what_failed(
    pool: Pool, tmp_path: Path, how: str
) -> None:
    mark = tmp_path / "mark"
    failed = pool.run(work.fail, RenderError("no picture", "shot 'a'"), what="a shot")
    if how == "after":
        film = pool.run(work.stamp, mark, what="a film", after=[failed])
    else:
        film = pool.run(work.meet, mark, failed, what="a film")
    last = pool.run(work.add, film, what="the delivery")
    for job in (film, last):
        with pytest.raises(RenderError, match=r"no picture \(shot 'a'\)"):
            job.result()
    assert not mark.exists()


def test_an_error_of_a_library_reaches_what_waits_under_the_name_of_its_own_job(
    pool: Pool,
) -> None:
    failed = pool.run(work.fail, ValueError("seven"), what="the shot")
    film = pool.run(work.add, failed, what="the film")
    with pytest.raises(WorkError, match=r"the shot failed \(ValueError: seven\)"):
        film.result()


@pytest.mark.parametrize(
    "error",
    [
        RenderError("no picture", "shot 'a'", "Name one."),
        RowError(Code.GLYPH, "no font has '☃'", "text '☃'", "Name a font."),
    ],
    ids=["work", "row"],
)
def test_an_error_of_ours_comes_back_as_it_was_and_is_not_retried(
    pool: Pool, tmp_path: Path, error: RenderError | RowError
) -> None:
    with pytest.raises(type(error)) as caught:
        pool.run(work.fail, error, tmp_path, what="a take").result()
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
    pool: Pool, tmp_path: Path, error: Exception, said: str
) -> None:
    with pytest.raises(WorkError, match=said):
        pool.run(work.fail, error, tmp_path, what="the take of 'a'").result()
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_that_cannot_cross_processes_is_a_work_error_too(pool: Pool) -> None:
    with pytest.raises(WorkError, match=r"a take failed .*this and that"):
        pool.run(work.awkward, what="a take").result()


# Workers that keep what they loaded. On this machine they need no GPU.
ONE = WorkerResources(workers=1)


@pytest.mark.parametrize("resources", [None, ONE], ids=["any worker", "model worker"])
def test_progress_reaches_the_driver_while_the_job_runs_and_the_last_of_it_before_the_result(
    pool: Pool, tmp_path: Path, resources: WorkerResources | None
) -> None:
    seen: list[float] = []
    go = tmp_path / "go"

    def on_progress(fraction: float) -> None:
        seen.append(fraction)
        go.touch()

    job = pool.run(
        work.count_down,
        tmp_path / "begun",
        go,
        what="a take",
        resources=resources,
        on_progress=on_progress,
    )
    assert job.result() == "made"  # and not a TimeoutError: it ends when a report has come
    assert seen[0] == 0.5
    assert seen[-1] == 1.0


@pytest.mark.parametrize("resources", [None, ONE], ids=["any worker", "model worker"])
def test_a_running_job_that_is_cancelled_ends_when_it_reports(
    pool: Pool, tmp_path: Path, resources: WorkerResources | None
) -> None:
    job = pool.run(
        work.count_down,
        tmp_path / "begun",
        tmp_path / "never",
        what="a take",
        resources=resources,
        on_progress=lambda _: None,
    )
    work.wait_for(tmp_path / "begun")
    job.cancel()
    begun = time.monotonic()
    with pytest.raises(CancelledError, match=r"a take was cancelled\. Run again"):
        job.result()
    assert time.monotonic() < begun + work.TIMEOUT / 2
    assert pool.run(work.add, 1, what="the next", resources=resources).result() == 1


@pytest.mark.parametrize("resources", [None, ONE], ids=["any worker", "model worker"])
def test_a_job_that_is_cancelled_before_it_starts_never_does(
    pool: Pool, tmp_path: Path, resources: WorkerResources | None
) -> None:
    mark, go = tmp_path / "mark", tmp_path / "go"
    first = pool.run(work.wait_for, go, what="first", resources=resources)
    second = pool.run(work.stamp, mark, what="a take", after=[first], resources=resources)
    third = pool.run(work.add, second, what="a film")
    second.cancel()
    go.touch()
    for job in (second, third):
        with pytest.raises(CancelledError, match="was cancelled"):
            job.result()
    first.result()
    assert not mark.exists()


def test_a_job_without_reports_ends_well_when_cancelled_but_gives_nothing(
    pool: Pool, tmp_path: Path
) -> None:
    begun, go = tmp_path / "begun", tmp_path / "go"
    job = pool.run(work.meet, begun, go, what="a take")
    work.wait_for(begun)
    job.cancel()
    go.touch()
    with pytest.raises(CancelledError, match="a take was cancelled"):
        job.result()


def test_cancelling_a_job_that_is_done_changes_nothing(pool: Pool) -> None:
    job = pool.run(work.add, 2, 3, what="a sum")
    job.result()
    job.cancel()
    assert job.result() == 5


def test_a_worker_that_stays_is_there_for_the_next_batch(pool: Pool) -> None:
    def batch() -> set[str]:
        jobs = [pool.run(work.loaded_after, 0.01, what="a take", resources=ONE) for _ in range(4)]
        return {job.result() for job in jobs}

    first = batch()
    assert len(first) == 1
    assert batch() == first


def test_workers_that_stay_leave_the_processors_to_others(pool: Pool, tmp_path: Path) -> None:
    """It waits for jobs beside it, of which there are as many as processors."""
    a, b, c = (tmp_path / name for name in ("a", "b", "c"))
    staying = pool.run(work.meet, a, b, what="the take", resources=ONE)
    beside = [
        pool.run(work.meet, b, c, what="one film"),
        pool.run(work.meet, c, a, what="the other"),
    ]
    assert [job.result() for job in (staying, *beside)] == [True] * 3


def test_a_job_of_a_worker_that_stays_waits_for_others_and_gives_them_its_result(
    pool: Pool, tmp_path: Path
) -> None:
    first = pool.run(work.slow_stamp, tmp_path / "a", what="a")
    staying = pool.run(work.stamp, tmp_path / "b", what="b", after=[first], resources=ONE)
    last = pool.run(work.stamp, tmp_path / "c", what="c", after=[staying], resources=ONE)
    assert first.result() <= staying.result() <= last.result()
    three = pool.run(work.add, 1, 2, what="a", resources=ONE)
    assert pool.run(work.add, three, 3, what="b").result() == 6


def test_errors_of_workers_that_stay_are_those_of_others(pool: Pool, tmp_path: Path) -> None:
    ours = RenderError("no picture", "shot 'a'", "Name one.")
    with pytest.raises(RenderError) as caught:
        pool.run(work.fail, ours, tmp_path, what="a take", resources=ONE).result()
    assert caught.value.args == ours.args
    with pytest.raises(WorkError, match=r"a take failed \(ValueError: seven\)"):
        pool.run(work.fail, ValueError("seven"), tmp_path, what="a take", resources=ONE).result()
    with pytest.raises(WorkError, match=r"a take failed .*this and that"):
        pool.run(work.awkward, what="a take", resources=ONE).result()
    assert len(list(tmp_path.iterdir())) == 2


def test_after_all_that_the_pool_still_works(pool: Pool) -> None:
    assert pool.run(work.add, 2, 2, what="a sum").result() == 4
