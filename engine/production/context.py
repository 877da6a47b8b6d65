"""Context: everything that one production holds while it is planned or made.

It hands things out; `opening` opens them, and neither makes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from engine import ffmpeg
from engine.assembler.assembler import Assembler
from engine.brand import Brand
from engine.cards import card_pictures
from engine.casting import cast_pictures
from engine.edit.conform import REVISION as CONFORM_REVISION
from engine.edit.segments import REVISION as SEGMENT_REVISION
from engine.edit.transitions import revisions
from engine.encode import JOIN_REVISION
from engine.inputs import InputFile
from engine.inspection import Limits
from engine.intake import RemotePictures
from engine.moderation import Moderator
from engine.music import music_for
from engine.pictures import eyes
from engine.pool import Pool
from engine.profiles import deliveries
from engine.program import program
from engine.proof import Identity
from engine.renderers import RendererRouter
from engine.report.thumbnail import REVISION as THUMBNAIL_REVISION
from engine.sound import Voices
from engine.sound.mix import REVISION as SOUND_REVISION
from engine.spending import PaidCalls
from engine.store import History, Store
from engine.store.plan_index import RowMemo
from engine.typeset import Fitting
from engine.writers import Writer
from engine.writers.model import ASKED_FOR, Drafts
from engine.writers.own import OwnWriter
from schemas.brief import Brief, Picture
from schemas.catalog import CatalogSettings, PictureSettings
from schemas.delivery import Delivery, Profile
from schemas.keys import key_of
from schemas.outside import TokenPrice
from schemas.production import Budget, Checks, PoolSettings, Production

__all__ = ["Paths", "RunContext", "Secrets"]

_MOST_KEPT = 4096
"""Answers that are kept of each function: as many as some hundred rows ask for."""
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders and files of one production.

    `base`: the folder that the production's own paths start from. `catalog`: the catalog's file,
    and `root` its folder, under which its pictures lie. `out`: where films go. `store`: where state
    lies, a folder or an address; `state`: a folder of this machine for what an address cannot hold.
    `config`: the user's configuration (keys, trust).
    """

    base: Path
    catalog: Path
    root: Path
    out: Path
    store: str
    state: Path
    config: Path


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of services, and the ledger's address where it is not a file.

    They are never part of a production, which is logged and shown.
    """

    speech_key: str | None = field(default=None, repr=False)
    writer_key: str | None = field(default=None, repr=False)
    judge_key: str | None = field(default=None, repr=False)
    moderation_key: str | None = field(default=None, repr=False)
    videos_key: str | None = field(default=None, repr=False)
    ledger: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class RunContext:
    """The open production."""

    production: Production
    paths: Paths
    store: Store
    pool: Pool
    memo: RowMemo
    remote_pictures: RemotePictures
    brand: Brand
    profiles: Mapping[str, Profile]
    paid_calls: PaidCalls
    moderator: Moderator | None
    writer: Writer
    drafts: Drafts
    router: RendererRouter
    voices: Voices
    assembler: Assembler | None
    identity: Identity
    limits: Limits

    @property
    def output(self) -> str:
        """The output folder's identity in the ledger."""
        return str(self.paths.out.resolve())

    @property
    def indexes(self) -> Path:
        """The folder of the indexes on this machine's disk."""
        return self.store.local / "index"

    @cached_property
    def written_so_far(self) -> History | None:
        """What a model's answers did cost in earlier runs; None where they cost nothing."""
        price, calls = self.production.writer.price, self.store.ledger.calls
        if not isinstance(price, TokenPrice):
            return None
        return calls.history(self.production.name, price.currency, ASKED_FOR)

    @cached_property
    def style_inputs(self) -> Mapping[str, Any]:
        """The brand's values that rendered shots may show."""
        return self.brand.style_inputs()

    @cached_property
    def film_inputs(self) -> Mapping[str, str]:
        """The parts of every film's recipe that are the same for all of the production's films."""
        return {
            "brand": self.brand.key(),
            "encoder": ffmpeg.binary_digest(),
            "making": _making(),
            "assembler": self.assembler.recipe if self.assembler else "",
            "signer": self.identity.fingerprint,
        }

    @cached_property
    def row_inputs(self) -> str:
        """A key of everything that a row's films depend on beside the row: for `RowMemo`."""
        settings = self.production.model_copy(
            update={
                "catalog": CatalogSettings(),
                "pictures": PictureSettings(missing=self.production.pictures.missing),
                "budget": Budget(),
                "checks": Checks(craft=self.production.checks.craft),
                "pool": PoolSettings(),
                "name": "",
            }
        )
        return key_of(
            "row inputs",
            program=program(),
            production=settings,
            films=self.film_inputs,
            cast=[one.sha256 for shown in self.cast_pictures.values() for one in shown],
            music=[(one.mood, one.file.sha256) for one in self.brand.recordings],
            models=self.router.models(),
            eyes=eyes(),
            voices=self.voices.fingerprint(),
            moderator=self.moderator.fingerprint() if self.moderator else None,
            paths=[str(self.paths.root), str(self.paths.out)],
        )

    @cached_property
    def fittings(self) -> Mapping[str, Fitting]:
        """Whether titles fit, by profile: what a film's label and captions take is left aside."""
        names = {one.profile for one in self.production.deliveries} & self.profiles.keys()
        return {
            name: Fitting(
                self.profiles[name].canvas,
                self.profiles[name].safe,
                self.brand,
                logo=self.brand.logo is not None,
            )
            for name in names
        }

    def music_of(self, brief: Brief) -> InputFile | None:
        """The music under a row's films. Raises RowError for a mood that the brand's has not."""
        mood = brief.extra.get("mood") or self.production.brand.mood
        return music_for(self.brand.recordings, brief.id, mood)

    def for_workers(self, file: InputFile) -> InputFile:
        """A given file for workers: those of a cluster need not see it, so the store has it."""
        return file.upload(self.store.blobs) if self.pool.remote else file

    @cached_property
    def brand_for_workers(self) -> Brand:
        """The brand, likewise."""
        return self.brand.upload(self.store.blobs) if self.pool.remote else self.brand

    @cached_property
    def assembler_for_workers(self) -> Assembler | None:
        """The assembler, likewise; None for callsheet's own."""
        if self.assembler is None or not self.pool.remote:
            return self.assembler
        return self.assembler.upload(self.store.blobs)

    @cached_property
    def card_pictures(self) -> Mapping[str, Picture]:
        """The pictures of the brand's intro and end card, by their bytes, understood.

        Raises ProductionError for one that cannot be shown.
        """
        return card_pictures(self.brand, self.store.ledger.pictures)

    @cached_property
    def cast_pictures(self) -> Mapping[str, tuple[Picture, ...]]:
        """The reference pictures of the production's cast, understood.

        Raises ProductionError for one that cannot be shown.
        """
        memory = self.store.ledger.pictures
        return cast_pictures(self.production.cast, self.paths.base, memory)

    def deliveries(self, brief: Brief) -> tuple[Delivery, ...]:
        """What is delivered for a row. Raises ProductionError for an unknown profile."""
        return self._deliveries_in(brief.locale)

    @cached_property
    def _deliveries_in(self) -> Callable[[str], tuple[Delivery, ...]]:
        """By the row's locale."""
        wanted, known = self.production.deliveries, self.profiles
        return cache(lambda locale: deliveries(wanted, known, locale))

    def shooting(self, brief: Brief) -> RunContext:
        """The production as the row is shot: without models, as long as it wants an approval."""
        waits = self.production.approve == "before_shooting" and not brief.approved
        return self._without_models if waits else self

    @cached_property
    def _without_models(self) -> RunContext:
        return replace(self, router=self.router.without_models())

    def once(
        self, function: Callable[[RunContext, _Asked], _Answer]
    ) -> Callable[[_Asked], _Answer]:
        """`function` of this context and a value, which is called once for equal values: rows of a
        catalog share most of what they are made of. It must be pure; a few thousand answers are
        kept.
        """
        if function not in self._kept:
            self._kept[function] = lru_cache(maxsize=_MOST_KEPT)(partial(function, self))
        return self._kept[function]

    @cached_property
    def _kept(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        """By function: itself, with its answers."""
        return {}

    def writer_of(self, brief: Brief) -> Writer:
        """Who writes the row: a storyboard file of its own overrides every other writer."""
        return OwnWriter(self.paths.root) if brief.storyboard else self.writer


def _making() -> str:
    """The revisions of everything between takes and films, beside those of the edit and its type:
    a film's key needs no segments, and would not change with theirs.
    """
    kinds = " ".join(f"{name} {number}" for name, number in revisions().items())
    return (
        f"segments {SEGMENT_REVISION}, conform {CONFORM_REVISION}, {kinds}, "
        f"sound {SOUND_REVISION}, join {JOIN_REVISION}, thumbnail {THUMBNAIL_REVISION}"
    )
