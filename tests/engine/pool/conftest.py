"""The pools under test: one Ray for all files of this folder, one of threads for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.pool import LocalPool, Pool, RayPool
from schemas.production import PoolSettings


@pytest.fixture(scope="package")
def ray_pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RayPool]:
    store = tmp_path_factory.mktemp("store")
    with RayPool(PoolSettings(kind="ray", cpus=2), str(store)) as pool:
        yield pool


@pytest.fixture(scope="module")
def local_pool() -> Iterator[LocalPool]:
    with LocalPool(PoolSettings(kind="local", cpus=2)) as pool:
        yield pool


@pytest.fixture(params=["local", "ray"])
def pool(request: pytest.FixtureRequest) -> Pool:
    """What every pool promises is tested with every pool."""
    found: Pool = request.getfixturevalue(f"{request.param}_pool")
    return found
