"""Design: the beats of a film with the conditions under which each is there.

It knows no row; the template writer fills a design in from one.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, ClassVar, Literal

import yaml
from pydantic import Field

from schemas.brief import Kind
from schemas.errors import ProductionError
from schemas.record import Record
from schemas.script import Role
from schemas.shot import CopySpace, Fraction01, Framing, Move

__all__ = ["BeatDesign", "Design", "TitleDesign", "default_for", "read_designs", "shipped"]

Seconds = Annotated[float, Field(ge=0, le=60)]
Conditions = tuple[Annotated[str, Field(pattern=r"^(not )?\S+$")], ...]
"""Columns that the row fills, or, as `not brand`, does not; `bullets` is any of them."""
Text = Annotated[str, Field(min_length=1, max_length=200)]
"""Text with placeholders. `{brand|category}` is the first of them that the row fills; text whose
placeholders cannot be filled is left out. `#` is the number of a repeated beat."""


class TitleDesign(Record):
    """On-screen text of one role, which enters `after` seconds.

    `{bullets}` stands for a part for each bullet. `numbered` shows the repeated beat's number.
    """

    SCHEMA: ClassVar[str] = "title-design/1"

    role: Role
    text: tuple[Text, ...]
    after: Seconds = 0.3
    numbered: bool = False
    when: Conditions = ()


class BeatDesign(Record):
    """A shot with what is said and written over it, once or once for each bullet or picture."""

    SCHEMA: ClassVar[str] = "beat-design/1"

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_-]{0,30}#?$")]
    each: Literal["bullets", "pictures"] | None = None
    """What the beat is repeated for; its name then ends in `#`."""
    when: Conditions = ()
    operation: Literal["still", "generate", "animate"]
    picture: Annotated[int, Field(ge=0)] | Literal["spread"] | None = None
    """The row's picture, from 0, and the next one for each repetition; after the last, the first
    again. `spread`: in order, shared evenly among the repetitions."""
    framing: Framing | tuple[Framing, ...] = Framing.WIDE
    """One for each repetition where there are several."""
    again: Framing | None = None
    """The framing, where the film has shown the picture before."""
    move: Move | tuple[Move, ...] | Literal["varied"] = Move.PUSH_IN
    """One of several, by the row; `varied`: another one for each repetition, in the row's order."""
    strength: Fraction01 = 0.5
    detail: Annotated[int, Field(ge=0, le=9)] | Literal["each"] = 0
    """Which of the picture's points of interest a close framing looks at."""
    copy_space: CopySpace = CopySpace.NONE
    say: tuple[Text, ...] = ()
    """What is spoken, a sentence each, without full stops."""
    titles: tuple[TitleDesign, ...] = ()
    seconds: Seconds = 2.4
    """The shortest time that the picture wants; the shot is as long as its words need."""
    drop: Annotated[int, Field(ge=0)] = 0
    """Where a wanted length leaves no room, beats are dropped, highest first, and repetitions from
    the last; 0 is never dropped."""
    keep: Annotated[int, Field(ge=0)] = 0
    """Repetitions that are never dropped."""
    subject: str = ""
    """What is seen, for renderers; `{called}` is what the design calls the row's thing."""


class Called(Record):
    """What shots call the row's thing: a column, or these words where it is empty.

    Not the title: that is text, and a changed text shoots nothing.
    """

    SCHEMA: ClassVar[str] = "called/1"

    column: str
    otherwise: str


class Design(Record):
    """How a film is told. `kinds` are the kinds of row whose default it is."""

    SCHEMA: ClassVar[str] = "design/1"

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    kinds: tuple[Kind, ...] = ()
    called: Called
    most: Annotated[int, Field(ge=1, le=20)] = 6
    """Repetitions of a beat, and bullets of a title, at most: a film must end."""
    beats: tuple[BeatDesign, ...] = Field(min_length=1)


def read_designs(folder: Traversable) -> dict[str, Design]:
    """The designs of a folder's YAML files, by name.

    Raises ProductionError for a file that is no design, or has a name that another has.
    """
    found: dict[str, Design] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".yaml"):
            continue
        try:
            design = Design.model_validate(yaml.safe_load(file.read_text("utf-8")))
        except (yaml.YAMLError, ValueError) as error:
            problem = " ".join(str(error).split())
            raise ProductionError(
                "a design is not one",
                f"{file.name}: {problem[:300]}",
                "Compare it with engine/designs/product.yaml.",
            ) from error
        if design.name in found:
            raise ProductionError(
                "two designs have the same name", f"{file.name}: {design.name}", "Rename one."
            )
        found[design.name] = design
    return found


@functools.cache
def shipped() -> Mapping[str, Design]:
    """The designs that callsheet brings, by name."""
    return read_designs(files(__package__))


def default_for(kind: Kind, designs: Mapping[str, Design]) -> Design:
    """The design of rows that name none. Raises ProductionError where the kind has none."""
    for design in designs.values():
        if kind in design.kinds:
            return design
    raise ProductionError(
        f"no design is the default of rows of the kind {kind.value}",
        f"designs: {', '.join(designs)}",
        f"Write kinds: [{kind.value}] into one of them.",
    )
