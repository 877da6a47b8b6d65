"""Studio: everything that one production holds while it is planned or made.

It opens things and hands them out; it makes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from engine.brand import Brand, open_brand
from engine.inputs import InputFile
from engine.inspection import Limits, limits_for
from engine.moderation import Moderator, choose_moderator
from engine.pool import Pool, open_pool
from engine.production.places import Places
from engine.production.secrets import Secrets
from engine.profiles import profiles
from engine.proof import Identity, identity
from engine.renderers import Repertoire, choose_renderers
from engine.sound import Voice, choose_voice
from engine.spending import PaidCalls
from engine.store import Store, open_store
from engine.writers import Writer, choose_writer
from schemas.delivery import Profile
from schemas.errors import ProductionError
from schemas.money import Money
from schemas.production import Production

__all__ = ["Studio", "open_studio"]


@dataclass(frozen=True, slots=True)
class Studio:
    """The open production. `downgrades` say what is less than was asked for."""

    production: Production
    places: Places
    store: Store
    pool: Pool
    brand: Brand
    profiles: Mapping[str, Profile]
    paid_calls: PaidCalls
    moderator: Moderator | None
    writer: Writer
    renderers: Repertoire
    voice: Voice | None
    secrets: Secrets
    identity: Identity
    limits: Limits
    downgrades: tuple[str, ...]
    _closing: ExitStack

    @property
    def output(self) -> str:
        """The output folder's identity in the ledger."""
        return str(self.places.out.resolve())

    def input_file(self, input_file: InputFile) -> InputFile:
        """A given file for workers: those of a cluster need not see it, so the store has it."""
        return input_file.upload(self.store.blobs) if self.production.pool.address else input_file

    def worn(self) -> Brand:
        """The brand for workers, likewise."""
        return self.brand.upload(self.store.blobs) if self.production.pool.address else self.brand

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.__exit__(kind, error, trace)


def open_studio(
    production: Production,
    places: Places,
    secrets: Secrets = Secrets(),  # noqa: B008 - frozen
) -> Studio:
    """Open everything that `production` names. Raises RefusedError for what cannot be."""
    _assert_judged(production)
    chosen = choose_voice(production.voice, secrets.speech_key)
    brand = open_brand(production.brand, places.base)
    signer = identity(production.signing, places.base, places.config)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(places.store, secrets.ledger, places.state))
        pool = stack.enter_context(open_pool(production.pool, store.location))
        paid_calls = paid_calls_of(store, production)
        return Studio(
            production=production,
            places=places,
            store=store,
            pool=pool,
            brand=brand,
            profiles=profiles(production.profiles),
            paid_calls=paid_calls,
            moderator=_moderator(production, secrets),
            writer=choose_writer(production.writer, secrets.writer_key, paid_calls),
            renderers=choose_renderers(production.renderer, places.base),
            voice=chosen.voice,
            secrets=secrets,
            identity=signer,
            limits=limits_for(production.checks),
            downgrades=(chosen.note,) if chosen.note else (),
            _closing=stack.pop_all(),
        )
    raise AssertionError  # pragma: no cover - the stack never swallows an error


def paid_calls_of(store: Store, production: Production) -> PaidCalls:
    """What the production may still spend, counted over all its runs."""
    budget = production.budget
    cap = Money(amount=budget.amount, currency=budget.currency)
    return PaidCalls(store.ledger.calls, production.name, cap)


def _moderator(production: Production, secrets: Secrets) -> Moderator | None:
    settings = production.moderation
    return choose_moderator(settings, secrets.moderation_key) if settings else None


def _assert_judged(production: Production) -> None:
    """Whoever lets a model write or shoot says who judges its prompts, if only that nobody does."""
    modelled = production.writer.name == "model" or production.renderer.name == "diffusion"
    if modelled and production.moderation is None:
        raise ProductionError(
            "a model writes or shoots, and nobody is named who judges its prompts",
            "moderation",
            "Say moderation: {name: server, base_url: ...}, or moderation: {name: off}.",
        )
