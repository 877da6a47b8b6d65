"""A language model on loopback, and a writer that asks it out of a real ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.binding import bound, values
from engine.spending import PaidCalls
from engine.store import Store, open_store
from engine.writers.model import LocalContext, ModelWriter
from engine.writers.template import TemplateWriter
from schemas.brief import Brief, Material
from schemas.money import Money
from schemas.outside import TokenPrice, WriterSettings
from schemas.script import Script
from tests.chat_server import ChatServer, chat_server
from tests.engine.writers.briefs import material

KEY = "sk-canary-2718"
PRICE = TokenPrice(input=Decimal("2.50"), output=Decimal(10), currency="EUR")


@dataclass
class Office:
    """A writer at work: the server that it asks, and the store that remembers."""

    server: ChatServer
    store: Store
    rests: list[float] = field(default_factory=list)

    def paid_calls(self, cap: str = "50") -> PaidCalls:
        money = Money(amount=Decimal(cap), currency="EUR")
        return PaidCalls(self.store.ledger.calls, "test", money, sleep=self.rests.append)

    def writer(
        self,
        cap: str = "50",
        locales: tuple[str, ...] = (),
        local: LocalContext | None = None,
        *,
        strict: bool = False,
        **settings: Any,
    ) -> ModelWriter:
        """A new writer, as another run would open it."""
        fields: dict[str, Any] = {"price": PRICE, "timeout": 20.0, **settings}
        facts = self.store.ledger.facts
        asked = WriterSettings(name="model", base_url=self.server.url, model="m-1", **fields)
        paid, template = self.paid_calls(cap), TemplateWriter()
        return ModelWriter(asked, KEY, paid, template, locales, facts, local=local, strict=strict)

    def spent(self) -> Decimal:
        return self.store.ledger.calls.spending("test", "EUR")[0]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with chat_server() as server, open_store(tmp_path / "store") as store:
        yield Office(server, store)
        assert server.problems == []


def shot(writer: ModelWriter, row: Brief, pictures: Material | None = None) -> list[str]:
    """The row's shots by name."""
    return [shot.name for shot in writer.storyboard(row, pictures or material()).shots]


def worded(writer: ModelWriter, row: Brief, locale: str) -> Script:
    """The row's words in `locale`, bound."""
    board = writer.storyboard(row, material())
    told = writer.localised(row, board, locale)
    return bound(writer.script(row, board, locale), values(told, locale))
