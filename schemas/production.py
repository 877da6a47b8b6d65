"""Production: the production file, which with a catalog is the wanted state.

It does not read files or the environment; `flows.settings` resolves both into one of these.
Every field has a default except what would be a guess.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.brand import BrandSettings
from schemas.catalog import CatalogSettings, CatalogTarget, PictureSettings, PictureTarget
from schemas.delivery import Profile
from schemas.inspection import Limit
from schemas.locale import LocaleTag
from schemas.money import Currency
from schemas.outside import ModerationSettings, SpeechPrice, WriterSettings
from schemas.record import Record
from schemas.rendering import RendererSettings, TakeSettings

__all__ = [
    "ApprovalPoint",
    "AssemblerSettings",
    "Budget",
    "Checks",
    "DeliverySettings",
    "PoolSettings",
    "Production",
    "SigningSettings",
    "VoiceSettings",
]


class VoiceSettings(Record):
    """Who speaks. `auto` takes the best of this machine for each language: Hibari for English,
    Kokoro where its files are, else eSpeak NG, and says that it is plainer.
    """

    SCHEMA: ClassVar[str] = "voice-settings/1"

    engine: Literal["auto", "hibari", "kokoro", "espeak", "server", "recordings", "none"] = "auto"
    folder: str | None = None
    """For `recordings`: where they lie, named `<row>_<shot>_<locale>`. For `kokoro` and `auto`:
    Kokoro's model and voices.
    """
    base_url: str | None = None
    """For `server`: where it speaks OpenAI's `/v1/audio/speech`; it ends in `/v1`."""
    model: str = "tts-1"
    voice: str | None = None
    """The name of one that an engine has (`heart`, `zf_xiaoxiao`, `f2`); absent: its usual one."""
    rate_wpm: Annotated[int, Field(ge=80, le=300)] = 165
    """Words a minute."""
    timeout: Annotated[float, Field(gt=0, le=1800)] = 120.0
    """For `server`: seconds that one line may take."""
    price: SpeechPrice | Literal["free"] | None = None
    """For `server`: what it charges; `free` for a server of one's own."""

    @model_validator(mode="after")
    def _states_its_price(self) -> Self:
        if self.engine == "server" and self.price is None:
            raise ValueError(
                "a speech server needs `price`: {per_million_characters: ...} or "
                "{per_minute: ...}, with a currency, or `free`"
            )
        return self


class DeliverySettings(Record):
    """One delivery: a profile by name, and its locales (empty: the row's own)."""

    SCHEMA: ClassVar[str] = "delivery-settings/1"

    profile: str
    """Shape, size and length limits by name: `youtube`, `reels`, or one of `profiles`."""
    locales: tuple[LocaleTag, ...] = ()
    """Languages as BCP 47 writes them: `de`, `pt-BR`."""


class AssemblerSettings(Record):
    """Who puts a film together from its edit: callsheet, or MoviePy, which takes two to three times
    as long and lets Python of the user's own change what is shown and heard.
    """

    SCHEMA: ClassVar[str] = "assembler-settings/1"

    name: Literal["callsheet", "moviepy"] = "callsheet"
    scenes: str | None = None
    """For `moviepy`: a Python file with `shot(clip, cut)`, `film(clip, edit)` or both."""

    @model_validator(mode="after")
    def _has_scenes_for_moviepy_only(self) -> Self:
        if self.scenes is not None and self.name != "moviepy":
            raise ValueError("`scenes` are MoviePy's: say `name: moviepy`, or leave them out")
        return self


class Budget(Record):
    """The most that paid work of a production may cost in all its runs; zero until stated."""

    SCHEMA: ClassVar[str] = "budget/1"

    amount: Decimal = Field(default=Decimal(0), ge=0)
    currency: Currency = "USD"


class Checks(Record):
    """Limits that replace the shipped ones, by measure; separately for takes, films, and for the
    craft of films, which decides how rows are laid out.
    """

    SCHEMA: ClassVar[str] = "checks/1"

    takes: tuple[Limit, ...] = ()
    films: tuple[Limit, ...] = ()
    craft: tuple[Limit, ...] = ()


class SigningSettings(Record):
    """Certificate chain and key (PEM files); absent: the local development authority."""

    SCHEMA: ClassVar[str] = "signing-settings/1"

    certificate: str | None = None
    key: str | None = None
    timestamp_url: str | None = None
    """A time-stamping authority (RFC 3161), so that signatures outlive the certificate."""


class PoolSettings(Record):
    """Where work runs: in this process, or on Ray."""

    SCHEMA: ClassVar[str] = "pool-settings/1"

    kind: Literal["auto", "local", "ray"] = "auto"
    """`local`: on threads of this process; `ray`: in processes; `auto`: `local` for little work."""
    address: str | None = None
    """Of a Ray cluster to join; absent: Ray, where it is needed, is started on this machine."""
    cpus: Annotated[int, Field(ge=1)] | None = None
    """Jobs at a time on this machine; absent: as many as it has processors."""

    @model_validator(mode="after")
    def _check_address(self) -> Self:
        if self.kind == "local" and self.address is not None:
            raise ValueError("`address` names a Ray cluster; say `kind: ray`, or leave one out")
        return self


class CastMember(Record):
    """A person or thing that is defined once and looks the same in every shot that names it."""

    SCHEMA: ClassVar[str] = "cast-member/1"

    description: Annotated[str, Field(min_length=1, max_length=600)]
    """What it looks like; every shot's words for a model say it alike."""
    pictures: Annotated[tuple[str, ...], Field(max_length=4)] = ()
    """Reference pictures, whose paths start from the production file."""


ApprovalPoint = Literal["before_shooting", "spending", "publishing"]
"""Before what somebody's word is waited for."""


class Production(Record):
    """The wanted state, but for the catalog's rows."""

    SCHEMA: ClassVar[str] = "production/1"

    name: str = ""
    """What its runs and its budget go by; absent: the name of its file."""
    catalog: CatalogTarget = CatalogSettings()
    """The table of rows: a path, or `{file: ..., format: ..., dialect: ...}`."""
    pictures: PictureTarget = PictureSettings()
    """Where its pictures are: a folder, or `{folder: ..., hosts: ...}`."""
    columns: dict[str, str] = Field(default_factory=dict)
    """callsheet's column to the catalog's own: `{"title": "Name"}`."""
    currency: Currency | None = None
    """For prices in rows that name no currency of their own; never guessed."""
    locale: LocaleTag = "en"
    """The language of rows that do not say theirs."""
    writer: WriterSettings = WriterSettings()
    design: str | None = None
    """How films are told by the template writer; absent: as their kind of row is by default."""
    renderers: Annotated[tuple[RendererSettings, ...], Field(min_length=1)] = (RendererSettings(),)
    """Who shoots, in order: the first that offers a shot shoots it."""
    takes: TakeSettings = TakeSettings()
    moderation: ModerationSettings | None = None
    """Who judges prompts before a model sees them; stated wherever a model writes or shoots."""
    cast: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")], CastMember] = Field(
        default_factory=dict, max_length=40
    )
    """Who and what shots may name in their `cast`."""
    brand: BrandSettings = BrandSettings()
    voice: VoiceSettings = VoiceSettings()
    assembler: AssemblerSettings = AssemblerSettings()
    deliveries: tuple[DeliverySettings, ...] = (DeliverySettings(profile="youtube"),)
    profiles: tuple[Profile, ...] = ()
    """Profiles of the user's own, beside the shipped ones."""
    budget: Budget = Budget()
    approve: ApprovalPoint | None = None
    """What waits for somebody's approval: rows that models are to shoot, which are animatics until
    the status sheet or their own column `review` says so; or, of a served run, money that it may
    spend, or films that it puts into `out`.
    """
    checks: Checks = Checks()
    signing: SigningSettings = SigningSettings()
    pool: PoolSettings = PoolSettings()
    out: str | None = None
    """The folder that films and reports go into; absent: `out` beside the production's file."""
    films_url: str | None = None
    """Where `out` is served, for links that others can open; absent: links are `file://`."""
    store: str | None = None
    """Where all that was made is kept: a folder, or an fsspec address such as `s3://bucket/store`."""
