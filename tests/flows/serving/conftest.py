"""One server, one serve process, one webhook receiver and one mail server for all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiosmtpd.controller import Controller

from tests.flows.serving.office import Office, free_port, opened
from tests.flows.serving.receiver import receiving
from tests.flows.shop import ROWS, Shop

TOKEN = "canary-token-2718"  # noqa: S105 - to be looked for


@dataclass
class Post:
    """What arrived: calls of the webhook, and mail."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        """As aiosmtpd asks its handler."""
        self.letters.append(envelope.content.decode())
        return "250 OK"


@pytest.fixture(scope="package")
def post() -> Post:
    return Post()


@pytest.fixture(scope="package")
def webhook(post: Post) -> Iterator[str]:
    """A receiver's address."""

    def heard(call: dict[str, Any], token: str) -> None:
        post.calls.append(call)
        post.tokens.append(token)

    with receiving(heard) as address:
        yield address


@pytest.fixture(scope="package")
def mail(post: Post) -> Iterator[int]:
    """A mail server's port."""
    server = Controller(post, hostname="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """One film of one row, small, and made on threads, as `auto` makes it."""
    shop = Shop.opened(tmp_path_factory.mktemp("serving") / "shop")
    shop.write(ROWS[1:2])
    shop.set(name="shop", deliveries=[{"profile": "preview"}], pool={"kind": "local"})
    return shop


@pytest.fixture(scope="package")
def office(
    home: Path,  # noqa: ARG001 - nothing of the user's is touched
    shop: Shop,
    webhook: str,
    mail: int,
) -> Iterator[Office]:
    """Everything served: a production with a drop folder, and one that runs every minute."""
    folder = shop.folder.parent
    serving = {
        "productions": [
            {
                "name": "shop",
                "target": "shop/production.yaml",
                "drop": {"folder": "drop", "every": 0.5, "timeout": 20},
            },
            {
                "name": "clock",
                "target": "shop/production.yaml",
                "out": "clock",
                "schedule": {"cron": "* * * * *", "timezone": "Europe/Berlin"},
            },
            {"name": "gone", "target": "gone.yaml", "out": "gone"},
            {"name": "stopped", "target": "stopped.yaml"},
            {"name": "asked", "target": "shop/asked.yaml", "out": "asked"},
        ],
        "server": {"port": free_port()},
        "films": {"port": free_port()},
        "notifications": {
            "webhook": {"url": webhook, "token_from": "HOOK_TOKEN"},
            "mail": {
                "host": "127.0.0.1",
                "port": mail,
                "security": "none",
                "sender": "studio@fjell.example",
                "to": ["owner@fjell.example", "press@fjell.example"],
            },
        },
    }
    wanted = yaml.safe_load(shop.production.read_text("utf-8"))
    lost = wanted | {"name": "gone", "catalog": "gone.parquet"}
    (folder / "gone.yaml").write_text(yaml.safe_dump(lost), "utf-8")
    # A pool and a store of its own, so that its processes can be told apart and all is to be made.
    own: dict[str, Any] = {"name": "stopped", "catalog": "shop/catalog.parquet", "out": "stopped"}
    own |= {"store": "stopped-store", "pool": {"kind": "ray", "cpus": 1}}
    (folder / "stopped.yaml").write_text(yaml.safe_dump(wanted | own), "utf-8")
    asked = wanted | {"name": "asked", "approve": "publishing"}
    (folder / "shop" / "asked.yaml").write_text(yaml.safe_dump(asked), "utf-8")
    file = folder / "serving.yaml"
    file.write_text(yaml.safe_dump(serving), "utf-8")
    with opened(file, folder / "serve.log", HOOK_TOKEN=TOKEN) as office:
        yield office
