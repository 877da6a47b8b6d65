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
from engine.inspection import Limits, limits_for
from engine.pool import Pool
from engine.production.places import Places
from engine.profiles import profiles
from engine.proof import Identity, identity
from engine.renderers import Renderer, choose_renderer
from engine.sound import Voice, choose_voice
from engine.store import Store, open_store
from engine.writers import Writer, choose_writer
from schemas.delivery import Profile
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
    writer: Writer
    renderer: Renderer
    voice: Voice | None
    speech_key: str | None
    identity: Identity
    limits: Limits
    downgrades: tuple[str, ...]
    _closing: ExitStack

    @property
    def output(self) -> str:
        """The output folder's identity in the ledger."""
        return str(self.places.out.resolve())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.__exit__(kind, error, trace)


def open_studio(production: Production, places: Places, *, speech_key: str | None = None) -> Studio:
    """Open everything that `production` names. Raises RefusedError for what cannot be."""
    chosen = choose_voice(production.voice, speech_key)
    brand = open_brand(production.brand, places.base)
    signer = identity(production.signing, places.base, places.config)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(places.store))
        pool = stack.enter_context(Pool(production.pool, store.location))
        return Studio(
            production=production,
            places=places,
            store=store,
            pool=pool,
            brand=brand,
            profiles=profiles(production.profiles),
            writer=choose_writer(production.writer),
            renderer=choose_renderer(production.renderer),
            voice=chosen.voice,
            speech_key=speech_key,
            identity=signer,
            limits=limits_for(production.checks),
            downgrades=(chosen.note,) if chosen.note else (),
            _closing=stack.pop_all(),
        )
    raise AssertionError  # pragma: no cover - the stack never swallows an error
