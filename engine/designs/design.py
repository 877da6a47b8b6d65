"""Design: the beats of a film with the conditions under which each is there, and how they look.

It knows no row; the template writer fills a design in from one.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, ClassVar, Literal, Self

import yaml
from pydantic import AfterValidator, Field, model_validator

from engine.edit.transitions import known
from engine.placement import Seen, layout_names
from schemas.brief import Kind
from schemas.errors import ProductionError
from schemas.keys import key_of
from schemas.placement import Ground
from schemas.record import Record
from schemas.script import Role
from schemas.shipped import table_of
from schemas.shot import CopySpace, Fraction01, Framing, Move

__all__ = [
    "BeatDesign",
    "Design",
    "Look",
    "TitleDesign",
    "designs_for",
    "read_designs",
    "shipped",
]

Seconds = Annotated[float, Field(ge=0, le=60)]
Conditions = tuple[Annotated[str, Field(pattern=r"^(not )?\S+$")], ...]
"""Columns that the row fills, or, as `not brand`, does not; `points`, `bullets`: any of them."""
Text = Annotated[str, Field(min_length=1, max_length=200)]
"""Text with placeholders. `{brand|category}` is the first of them that the row fills; text whose
placeholders cannot be filled is left out. `#` is the number of a repeated beat."""


class TitleDesign(Record):
    """On-screen text of one role, which enters `after` seconds.

    `{points}` stands for a part for each point, `{bullets}` for each bullet. `numbered` shows the
    repeated beat's number.
    """

    SCHEMA: ClassVar[str] = "title-design/1"

    role: Role
    text: tuple[Text, ...]
    after: Seconds = 0.3
    numbered: bool = False
    when: Conditions = ()


class Look(Record):
    """How a shot is laid out, moves, and comes in."""

    SCHEMA: ClassVar[str] = "look/1"

    layouts: tuple[str, ...]
    """By name, the best first; the first that is safe for the picture is taken."""
    ground: Ground = Ground.BRAND
    framing: Framing = Framing.WIDE
    move: Move | tuple[Move, ...] = Move.PUSH_IN
    """One of several, by the row."""
    strength: Fraction01 = 0.5
    joined: Annotated[str, AfterValidator(known)] = "cut"
    tour: bool = False
    """Whether a screenshot, once it was seen whole, is gone into where the words point."""

    @model_validator(mode="after")
    def _knows_its_layouts(self) -> Self:
        if unknown := set(self.layouts) - layout_names():
            raise ValueError(f"there is no layout {min(unknown)!r}")
        return self


class Looks(Record):
    """How repeated shots look, each in turn.

    `whole`: a picture that is shown for the first time. Of a picture that was shown: `near` is a
    detail of it, `words` the words alone, `again` the whole in another way. `glance`: a picture for
    which there are no words.
    """

    SCHEMA: ClassVar[str] = "looks/1"

    whole: tuple[Look, ...] = Field(min_length=1)
    near: tuple[Look, ...] = Field(min_length=1)
    words: tuple[Look, ...] = Field(min_length=1)
    again: tuple[Look, ...] = Field(min_length=1)
    glance: tuple[Look, ...] = Field(min_length=1)


class BeatDesign(Record):
    """A shot with what is said and written over it, once, or once for each point or picture."""

    SCHEMA: ClassVar[str] = "beat-design/1"

    name: Annotated[str, Field(pattern=r"^[a-z][a-z_-]{0,30}#?$")]
    each: Literal["points", "unseen", "slides"] | None = None
    """What the beat is repeated for; its name then ends in `#`. `unseen`: every picture that no
    other beat shows. `slides`: every picture, with its share of the points one after the other."""
    when: Conditions = ()
    picture: Literal["first", "next", "none", "several"] = "next"
    """`next`: one that was not shown yet, or else one that was, shown in another way. `several`:
    as many as the layout has boxes, together."""
    look: Look | None = None
    """How it looks; none: as the design's looks have it, in turn."""
    copy_space: CopySpace = CopySpace.SIDE
    """For renderers that fill the frame."""
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


def _stands_free(seen: Seen) -> bool:
    """Whether a thing can be cut out whole: its picture's edges cut nothing of it."""
    return seen.is_sure and seen.can_be_cut_out and not any(seen.touches)


class Fits(Record):
    """Which pictures a design is for."""

    SCHEMA: ClassVar[str] = "fits/1"

    least: Annotated[int, Field(ge=0)] = 1
    """Pictures that it needs; 0 is a film of type alone."""
    most: Annotated[int, Field(ge=0)] | None = None
    """Pictures that it has room for; none: any number."""
    cut_out: bool = False
    """Whether the first must be something that can be cut out of its ground."""

    def hold(self, seen: Sequence[Seen]) -> bool:
        """Whether it is for a row with these pictures."""
        if len(seen) < self.least or (self.most is not None and len(seen) > self.most):
            return False
        return not self.cut_out or _stands_free(seen[0])


class Design(Record):
    """How a film is told. `kinds` are the kinds of row that are told so."""

    SCHEMA: ClassVar[str] = "design/1"

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
    kinds: tuple[Kind, ...] = ()
    fits: Fits = Fits()
    called: Called
    most: Annotated[int, Field(ge=1, le=20)] = 6
    """Points, and repetitions of a beat, at most: a film must end."""
    looks: Looks
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
            design = Design.model_validate(table_of(file.read_text("utf-8")))
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


def designs_for(
    kind: Kind, row: str, seen: Sequence[Seen], designs: Mapping[str, Design]
) -> tuple[Design, ...]:
    """The designs for a row that names none: those that fit its kind and pictures, its own first.

    `row` is its id, by which neighbours differ and the same row is always the same; `seen` are its
    pictures. Raises ProductionError where there is none.
    """
    fitting = [one for one in designs.values() if kind in one.kinds and one.fits.hold(seen)]
    if not fitting:
        raise ProductionError(
            f"no design is for rows of the kind {kind.value} with {len(seen)} pictures",
            f"designs: {', '.join(designs)}",
            f"Write kinds: [{kind.value}] into one of them.",
        )
    if any(one.fits.cut_out for one in fitting):
        # What can be cut out is seen best by what asks for it.
        fitting.sort(key=lambda one: one.fits == Fits())
        asked = [one for one in fitting if one.fits != Fits()]
    else:
        asked = fitting
    first = int(key_of("design", row=row)[:8], 16) % len(asked)
    return (*asked[first:], *asked[:first], *fitting[len(asked) :])
