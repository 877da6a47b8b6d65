"""Film: an edit rendered to one delivery, as it is recorded and delivered."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.inspection import Inspection
from schemas.record import Record

__all__ = ["Film", "Part"]


class Part(Record):
    """One part that a film is made of, as its proof names it.

    `kind` is shot, picture, video, voice or music; `source_type` the last word of the IPTC digital
    source type; `sha256` of the bytes where the part is a file.
    """

    SCHEMA: ClassVar[str] = "part/1"

    kind: str
    title: str
    key: str = ""
    sha256: str = ""
    source_type: str
    made_by: str = ""


class Film(Record):
    """A delivered film. `file` is relative to the output folder; `key` is its recipe's."""

    SCHEMA: ClassVar[str] = "film/1"

    key: str
    id: str
    slug: str
    title: str
    kind: str
    locale: str
    profile: str
    file: str
    sha256: str
    bytes: int
    width: int
    height: int
    rate: str
    frames: int
    seconds: float
    loudness: float | None = None
    true_peak: float | None = None
    signer: str = ""
    digital_source_type: str = ""
    ai_disclosure_required: bool = False
    parts: tuple[Part, ...] = ()
    edit: str = ""
    """The key of its edit's document in the store."""
    recipe: dict[str, str] = Field(default_factory=dict)
    """The parts of its recipe, hashed or short enough to be read: what a later plan compares."""
    segments: tuple[str, ...] = ()
    shots: dict[str, str] = Field(default_factory=dict)
    """Shot name to take key: of the shots that are shown, and of those that they start from."""
    operations: dict[str, str] = Field(default_factory=dict)
    """Shot name to the operation that made it."""
    inspection: Inspection
    row_digest: str = ""
    replaces: str = ""
    """SHA-256 of the film that this one superseded, if any: a succession, not an ingredient."""
    notes: tuple[str, ...] = ()
    """What was downgraded, conformed or sped up: said aloud."""
