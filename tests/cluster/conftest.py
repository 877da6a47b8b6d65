"""One shop, made here and on two machines that share only an object store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cluster.machines import Machine, object_store, site
from tests.cluster.runs import Run, produced
from tests.flows.conftest import home  # noqa: F401 - a fixture
from tests.flows.shop import DEMO, ROWS, Shop


@dataclass(frozen=True, slots=True)
class Made:
    """A shop after its first run, and where that took place if not here."""

    shop: Shop
    run: Run
    told: Mapping[str, str]
    machines: tuple[Machine, ...] = ()

    def again(self) -> Run:
        """Produce it once more, as it is now."""
        return produced(self.shop.production, self.told)


def opened(folder: Path) -> Shop:
    """Two rows in one profile; the brand's files lie in the shop, which no machine sees."""
    shop = Shop.opened(folder)
    (folder / "brand").mkdir()
    for name in ("bed.m4a", "logo.png", "logo-dark.png"):
        shutil.copy(DEMO / "brand" / name, folder / "brand")
    brand = {
        "name": "Fjell & Co",
        "music": "brand/bed.m4a",
        "logo": "brand/logo.png",
        "logo_dark": "brand/logo-dark.png",
    }
    shop.set(brand=brand, deliveries=[{"profile": "preview"}])
    shop.write(ROWS[:2])
    return shop


@pytest.fixture(scope="package")
def store() -> Iterator[Mapping[str, str]]:
    with object_store() as told:
        yield told


@pytest.fixture(scope="package")
def local(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The shop on a pool and in a store of this machine."""
    shop = opened(tmp_path_factory.mktemp("local") / "shop")
    told = {"CALLSHEET_POOL__CPUS": "2"}
    return Made(shop, produced(shop.production, told), told)


@pytest.fixture(scope="package")
def spread(store: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The shop on two machines, of which one was lost in the middle."""
    folder = tmp_path_factory.mktemp("spread")
    shop = opened(folder / "shop")
    with site(folder, shop.folder, store) as there:
        run = produced(shop.production, there.told, losing=there.machines[1])
        yield Made(shop, run, there.told, there.machines)
