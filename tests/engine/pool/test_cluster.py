"""A cluster that is joined: it outlives the pool, and one with an unfit node is refused.

It has two nodes on this machine, in processes of their own. From the second the folder `hidden`
cannot be seen, where the machine allows that: another file system is mounted over it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import ray

import engine
from engine.pool import RayPool
from schemas.errors import ProductionError, StoreError
from schemas.production import PoolSettings
from tests.engine.pool import work
from tests.ray_node import head, head_node, node

OURS = Path(engine.__file__).parent


@dataclass(frozen=True, slots=True)
class Cluster:
    address: str
    folder: Path
    hides: bool


@pytest.fixture(scope="module")
def cluster(ray_pool: RayPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The pool of this process makes way for it: one process is in one cluster."""
    ray_pool.close()
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
    late = time.monotonic() + work.TIMEOUT
    with RayPool(PoolSettings(address=address), str(store)) as joined:
        joined.run(work.add, 1, 1, what="a sum").result()
        while time.monotonic() < late:
            nodes = ray.nodes()  # type: ignore[no-untyped-call]
            if sum(node["Alive"] for node in nodes) == 2:
                return
            time.sleep(0.1)
    raise TimeoutError("the second node did not join")


def test_a_cluster_that_is_named_is_joined_and_outlives_the_pool(cluster: Cluster) -> None:
    """The fixture joined it before. What was asked for in the store is gone again."""
    with RayPool(PoolSettings(address=cluster.address), str(cluster.folder)) as joined:
        assert joined.run(work.add, 4, 5, what="a sum").result() == 9
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
        joined.run(work.add, 1, 1, what="a sum")
    assert not ray.is_initialized()
    assert list(store.iterdir()) == []


@dataclass(frozen=True, slots=True)
class Strangers:
    """A cluster of one node, which sees `engine` where this process has its own."""

    address: str
    engine: Path


@pytest.fixture(scope="module")
def strangers(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strangers]:
    if not cluster.hides:
        pytest.skip("needs the right to unshare mounts")
    other = shutil.copytree(OURS, tmp_path_factory.mktemp("strangers") / "engine")
    covered = ("unshare", "-m", "sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"')
    with head_node(before=(*covered, str(other), str(OURS))) as (address, _):
        yield Strangers(address, other)


def _changed(package: Path) -> None:
    (package / "profiles.yaml").write_text("[]\n", "utf-8")


def _incomplete(package: Path) -> None:
    shutil.rmtree(package / "pool")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [(_changed, r": it has \w{8}, this is \w{8}"), (_incomplete, ": Mod.*engine.pool")],
)
def test_a_node_with_another_callsheet_is_refused(
    strangers: Strangers, spoil: Callable[[Path], None], why: str, tmp_path: Path
) -> None:
    """Its workers are this driver's own, and import what then lies in the node's folder."""
    shutil.copytree(OURS, strangers.engine, dirs_exist_ok=True)
    spoil(strangers.engine)
    with (
        pytest.raises(
            ProductionError, match=rf"not run this callsheet \([\d.]+{why}.*\)\. Install"
        ),
        RayPool(PoolSettings(address=strangers.address), str(tmp_path)) as joined,
    ):
        joined.run(work.add, 1, 1, what="a sum")
    assert not ray.is_initialized()
