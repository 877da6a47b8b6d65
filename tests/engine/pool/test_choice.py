"""Which pool does the work: as the production says, or by how much there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from engine.pool import LocalPool, Pool, RayPool, WorkerResources, open_pool
from engine.pool.choice import HANDFUL, AutoPool
from schemas.errors import WorkError
from schemas.production import PoolSettings
from tests.engine.pool import work


@pytest.fixture
def no_ray(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ray is not started; for how many jobs it would have been."""
    started: list[int] = []

    def start(_pool: RayPool, jobs: int = 1, _resources: object = ()) -> None:
        started.append(jobs)

    monkeypatch.setattr(RayPool, "start", start)
    return started


@pytest.fixture
def auto(tmp_path: Path) -> Iterator[AutoPool]:
    with AutoPool(PoolSettings(), str(tmp_path)) as pool:
        yield pool


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (PoolSettings(), AutoPool),
        (PoolSettings(kind="local"), LocalPool),
        (PoolSettings(kind="ray"), RayPool),
        (PoolSettings(address="10.0.0.5:6379"), RayPool),
    ],
    ids=["auto", "local", "ray", "a cluster"],
)
def test_the_settings_name_the_pool(settings: PoolSettings, kind: type[Pool]) -> None:
    with open_pool(settings, ".") as pool:
        assert type(pool) is kind
        assert not pool.started


def test_a_cluster_for_the_pool_of_this_process_is_refused() -> None:
    with pytest.raises(ValidationError, match="`address` names a Ray cluster; say `kind: ray`"):
        PoolSettings(kind="local", address="10.0.0.5:6379")


def test_a_handful_of_work_stays_in_this_process(auto: AutoPool, no_ray: list[int]) -> None:
    auto.start(HANDFUL)
    assert auto.run(lambda: "made", what="a take").result() == "made"
    assert auto.started
    assert no_ray == []


def test_without_a_number_the_work_stays_in_this_process(auto: AutoPool, no_ray: list[int]) -> None:
    assert auto.run(work.add, 1, 1, what="a sum").result() == 2
    assert no_ray == []


def test_more_than_a_handful_goes_to_ray(auto: AutoPool, no_ray: list[int]) -> None:
    auto.start(HANDFUL + 1)
    assert no_ray == [HANDFUL + 1]


@pytest.mark.parametrize(
    "resources", [WorkerResources(gpus=1), WorkerResources(workers=2)], ids=["a GPU", "two models"]
)
def test_workers_that_this_process_cannot_be_are_asked_of_ray(
    auto: AutoPool, no_ray: list[int], resources: WorkerResources
) -> None:
    auto.start(1, [resources])
    assert no_ray == [1]


def test_one_model_on_the_processor_stays_in_this_process(
    auto: AutoPool, no_ray: list[int]
) -> None:
    auto.start(1, [WorkerResources()])
    assert auto.run(work.add, 1, what="a take", resources=WorkerResources()).result() == 1
    assert no_ray == []


def test_the_first_start_chooses_and_closing_lets_the_next_choose_anew(
    auto: AutoPool, no_ray: list[int]
) -> None:
    auto.start(1)
    auto.start(HANDFUL + 1)
    assert no_ray == []
    auto.close()
    assert not auto.started
    auto.start(HANDFUL + 1)
    assert no_ray == [HANDFUL + 1]


def test_what_was_left_takes_no_more_jobs(tmp_path: Path) -> None:
    with AutoPool(PoolSettings(), str(tmp_path)) as left:
        pass
    with pytest.raises(WorkError, match="the pool is closed"):
        left.start(HANDFUL + 1)
