"""One Prefect server, one produced shop, and one Ray cluster for those tests that ask for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.shop import Shop
from tests.flows.terminal import Answer
from tests.ray_node import head

_PATIENCE = 240
"""Seconds that Prefect's server may take to start: CI machines are slow and shared."""


@pytest.fixture(scope="package", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the tests' own: keys, trust and Prefect's database never touch the user's."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("CALLSHEET_")]:
            patch.delenv(name)
        patch.setenv("HOME", str(folder))
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("PREFECT_HOME", str(folder / "prefect"))
        patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
        patch.setenv("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", str(_PATIENCE))
        patch.setenv("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
        patch.setenv("DO_NOT_TRACK", "1")
        yield folder


@pytest.fixture(scope="package")
def prefect(home: Path) -> Iterator[Path]:
    """A Prefect server with a database of its own."""
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 - after `home`
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415 - as above

    with (
        prefect_test_harness(server_startup_timeout=_PATIENCE),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("PREFECT_API_URL", str(PREFECT_API_URL.value()))  # as a user names a server
        yield home


@pytest.fixture(scope="package")
def cluster() -> Iterator[str]:
    """The address of a Ray cluster, which outlives the runs that connect to it."""
    with head(cpus=2) as address:
        yield address


@pytest.fixture(scope="package")
def studio(prefect: Path) -> Iterator[Path]:
    """All that a run in this process needs; the pool comes from the environment.

    It is threads, because on Ray every run uses 16 s of a processor before its first frame. What
    Ray makes is held against their films in `test_killed` and, on clusters, in `tests/cluster`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLSHEET_POOL__KIND", "local")
        yield prefect


@dataclass(frozen=True, slots=True)
class Opening:
    """The shop's first run, and what it delivered: a copy that no test changes."""

    shop: Shop
    delivered: Shop
    answer: Answer

    def restored(self) -> Shop:
        """The shop as its first run left it, whatever earlier tests did; to be changed.

        In the same place each time, since the ledger knows an output by its folder.
        """
        shutil.rmtree(self.shop.folder)
        shutil.copytree(self.delivered.folder, self.shop.folder)
        return self.shop


@pytest.fixture(scope="package")
def opening(studio: Path, tmp_path_factory: pytest.TempPathFactory) -> Opening:  # noqa: ARG001
    """Produced once."""
    folder = tmp_path_factory.mktemp("shop")
    shop = Shop.opened(folder / "shop")
    answer = shop.callsheet("produce")
    shutil.copytree(shop.folder, folder / "pristine")
    return Opening(shop, Shop(folder / "pristine"), answer)


@pytest.fixture
def shop(opening: Opening) -> Shop:
    """The produced shop as its first run left it."""
    return opening.restored()
