"""Choices: what somebody may decide for one run of a production that is served.

It holds no path, no address and no key's place: those stand in the files of who serves. Every field
says with its default that the production's file decides.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from schemas.record import Record

__all__ = ["MoreChoices", "RunChoices"]

Colour = Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$")]
Amount = Annotated[str, Field(pattern=r"^(\d{1,9}(\.\d{1,6})?)?$")]
"""As text, because a JSON number would be rounded."""
VoiceName = Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9 +_-]*)?$", max_length=80)]
"""No dot and no slash, because voice engines take a path for a name."""
Words = Annotated[str, Field(max_length=120)]


class MoreChoices(Record):
    """How films sound, for this run only."""

    model_config = ConfigDict(title="More")
    SCHEMA: ClassVar[str] = "more-choices/1"

    music: Annotated[bool, Field(title="Music")] = True
    """Off: no music under the films. The brand's music cannot be exchanged here."""
    speech: Annotated[bool, Field(title="Spoken text")] = True
    """Off: nobody speaks; captions stay."""
    voice: Annotated[VoiceName, Field(title="Voice")] = ""
    """The name of a voice that the production's speech engine has. Empty: the usual one."""
    words_per_minute: Annotated[int, Field(ge=0, le=300, title="Words a minute")] = 0
    """How fast the voice speaks, from 80 to 300. 0: as usual."""


class RunChoices(Record):
    """What this run makes. Leave everything as it is to make whatever is missing or has changed.

    Other looks hold until the next run, which makes the films as the production's file says.
    """

    model_config = ConfigDict(title="This run")
    SCHEMA: ClassVar[str] = "run-choices/1"

    only: Annotated[tuple[str, ...], Field(title="Only these rows")] = ()
    """Ids of rows in the catalog. Empty: all of them."""
    profiles: Annotated[tuple[str, ...], Field(title="Placements")] = ()
    """Where films will be shown: each has its own shape and length. Empty: the usual ones."""
    locales: Annotated[tuple[str, ...], Field(title="Languages")] = ()
    """Some of the production's languages. Empty: all of them."""
    budget: Annotated[Amount, Field(title="Spending limit")] = ""
    """The most that paid work may cost, such as 12.50, in the production's currency; never more
    than its own limit. Empty: that limit."""
    strict: Annotated[bool, Field(title="All or nothing")] = False
    """Refuse to deliver less than was asked for, such as films in a plainer voice."""
    withdraw: Annotated[bool, Field(title="The catalog has lost many rows, as it should")] = False
    """Withdraw the films of rows that are gone, however many. Without it such a run is refused,
    because a broken export looks the same."""
    brand_name: Annotated[Words, Field(title="Brand name")] = ""
    """The brand of rows that name none. Empty: as usual."""
    background: Annotated[Colour, Field(title="Background colour")] = ""
    """Behind type and pictures, such as #14323a. Empty: the brand's."""
    light: Annotated[Colour, Field(title="Light colour")] = ""
    """Type on dark pictures. Empty: the brand's."""
    dark: Annotated[Colour, Field(title="Dark colour")] = ""
    """Type on light pictures. Empty: the brand's."""
    accent: Annotated[Colour, Field(title="Accent colour")] = ""
    """Price tags, buttons, lines. Empty: the brand's."""
    more: MoreChoices = MoreChoices()
