"""Outside: the services that a production asks for words and for judgement, and what they cost.

It holds no keys; those come from the environment alone, and are never part of a production.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from schemas.locale import LocaleTag
from schemas.money import Currency
from schemas.record import Record

__all__ = [
    "Address",
    "JudgeSettings",
    "ModerationSettings",
    "SpeechPrice",
    "TokenPrice",
    "WriterSettings",
]

Address = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)]


class TokenPrice(Record):
    """What a language model costs for a million tokens of each sort."""

    SCHEMA: ClassVar[str] = "token-price/1"

    input: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
    """For a million tokens that it reads."""
    output: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
    """For a million tokens that it writes."""
    currency: Currency = "USD"


class SpeechPrice(Record):
    """What a speech server charges: for a million characters, or for a minute of sound, or both."""

    SCHEMA: ClassVar[str] = "speech-price/1"

    per_million_characters: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] | None = None
    """For a million characters that it speaks."""
    per_minute: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] | None = None
    """For a minute of the sound that it sends."""
    currency: Currency = "USD"

    @model_validator(mode="after")
    def _names_an_amount(self) -> Self:
        if self.per_million_characters is None and self.per_minute is None:
            raise ValueError("a price of speech needs `per_million_characters` or `per_minute`")
        return self


class JudgeSettings(Record):
    """The model that judges what another wrote (`truth: judged`), at `base_url`; its key is
    CALLSHEET_JUDGE_KEY.
    """

    SCHEMA: ClassVar[str] = "judge-settings/1"

    base_url: Address
    """Where it is asked; it ends in `/v1`."""
    model: Annotated[str, Field(min_length=1)]
    """Its name at that server. A model that judges its own words is no second one."""
    price: TokenPrice | Literal["free"]
    """What it costs; `free` for a server of one's own."""
    max_tokens: Annotated[int, Field(ge=256, le=65536)] = 2048
    timeout: Annotated[float, Field(gt=0, le=1800)] = 120.0
    """Seconds that one judgement may take."""


class WriterSettings(Record):
    """Who writes: `template` (offline, deterministic), or `model`: a language model.

    A model is asked at `base_url` (it ends in `/v1`), whatever OpenAI-compatible server that is;
    its key is CALLSHEET_WRITER_KEY. What it costs is stated, never guessed: `free` for a server of
    one's own.
    """

    SCHEMA: ClassVar[str] = "writer-settings/1"

    name: Literal["template", "model"] = "template"
    base_url: Address | None = None
    """Where the model is asked; it ends in `/v1`."""
    model: str | None = None
    """Its name at that server."""
    price: TokenPrice | Literal["free"] | None = None
    """What it costs; `free` for a server of one's own."""
    max_tokens: Annotated[int, Field(ge=256, le=65536)] = 4096
    """Tokens that one answer may have; the server cuts off a longer one."""
    timeout: Annotated[float, Field(gt=0, le=1800)] = 120.0
    """Seconds that one answer may take."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 4
    """Rows that are written at the same time."""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    """How freely it chooses its words; absent: as its server has it."""
    revision: Annotated[int, Field(ge=1)] = 1
    """Raise it to have everything written again; one revision is never asked for twice."""
    columns: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = ()
    """Columns of the shop's own that the model may name and films show; no other ever is."""
    approved: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] = ()
    """Words and claims that the brand answers for: they may be said of every row."""
    truth: Literal["evidence", "judged"] = "evidence"
    """Who decides what may be said: the row's own words and such as claim nothing, or, beyond them,
    `judge`. Numbers, prices, addresses and certificates are the row's own either way."""
    judge: JudgeSettings | None = None
    tone: Annotated[str, Field(max_length=300)] = ""
    """How its words should sound; absent: as the brand says."""
    examples: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=300)], ...], Field(max_length=6)
    ] = ()
    """Sentences as the brand writes them, of whatever it sells: how they sound is followed."""
    avoid: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=60)], ...], Field(max_length=40)
    ] = ()
    """Words that the brand does not use."""
    placement: Annotated[str, Field(max_length=200)] = ""
    """Where films run, as one would tell a director: a feed that is watched without sound."""
    address: dict[LocaleTag, Literal["formal", "informal"]] = Field(default_factory=dict)
    """Sie or du, by language; absent: as shops usually do there."""
    terms: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = ()
    """Columns of the shop's own with conditions that stand beside the price wherever it is seen."""
    pictures: bool = True
    """Whether the model is shown the rows' pictures, where its server takes any."""

    @model_validator(mode="after")
    def _check_model_fields(self) -> Self:
        if self.name == "model":
            for field in ("base_url", "model", "price"):
                if getattr(self, field) is None:
                    raise ValueError(f"a model that writes needs `{field}`")
        if (self.truth == "judged") != (self.judge is not None):
            raise ValueError("`truth: judged` and a `judge` belong together")
        prices = (self.price, self.judge.price if self.judge else None)
        if len({price.currency for price in prices if isinstance(price, TokenPrice)}) > 1:
            raise ValueError("the writer and its judge are paid in one currency")
        return self

    @property
    def judging(self) -> WriterSettings | None:
        """The judge as a model that is asked; None where nobody judges."""
        if self.judge is None:
            return None
        fields = {name: getattr(self.judge, name) for name in JudgeSettings.model_fields}
        return WriterSettings(name="model", revision=self.revision, **fields)


def _said(name: Any) -> Any:
    """YAML 1.1 reads a bare `off` as false; who wrote it meant the word."""
    return "off" if name is False else name


class ModerationSettings(Record):
    """Who judges prompts: a server that speaks OpenAI's `/v1/moderations`, or nobody (`off`).

    A server that does not answer has allowed nothing. Its key is CALLSHEET_MODERATION_KEY.
    """

    SCHEMA: ClassVar[str] = "moderation-settings/1"

    name: Annotated[Literal["off", "server"], BeforeValidator(_said)]
    base_url: Address | None = None
    model: str = "omni-moderation-latest"
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    """Seconds that one judgement may take."""

    @model_validator(mode="after")
    def _names_its_server(self) -> Self:
        if self.name == "server" and self.base_url is None:
            raise ValueError("moderation by a server needs `base_url`")
        return self
