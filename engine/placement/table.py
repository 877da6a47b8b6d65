"""Table: the layouts by name, read from their one file.

It knows shares of frames; neither pictures nor words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from engine.layouts import Shape, shape_of
from schemas.placement import Use
from schemas.setup import Canvas
from schemas.shipped import shipped_table

__all__ = ["Box", "FormRow", "NamedLayout", "layout_names", "layout_of", "layouts"]

Share = Annotated[float, Field(ge=0, le=1)]
Box = tuple[Share, Share, Share, Share]
"""Left, top, right and bottom as shares of the frame (or of a picture)."""
FormRow = tuple[
    Literal["disc", "ring", "band"], float, float, float, float, Literal["soft", "accent"]
]
"""A form: its kind, its middle (x, y), its width and height, and its tone."""


@dataclass(frozen=True, slots=True)
class NamedLayout:
    """One entry of the table; its fields are explained at the top of `layouts.yaml`."""

    uses: tuple[Use, ...]
    picture: tuple[Box, ...] = ()
    type: Box | None = None
    edge: Literal["left", "top", "right", "bottom"] | None = None
    extent: tuple[Share, Share] = (0.5, 0.5)
    pad: Share = 0.0
    least: tuple[Share, Share] | None = None
    align: Literal["left", "centre"] = "left"
    anchor: Literal["top", "middle", "bottom"] = "middle"
    logo: Box | None = None
    forms: tuple[FormRow, ...] = ()
    enters: Literal["", "left", "right", "up", "down"] = ""
    stagger: float = 0.0
    floor: bool = False
    sweep: bool = False
    callout: bool = False

    @property
    def shows(self) -> bool:
        """Whether it shows any picture."""
        return bool(self.picture) or self.edge is not None

    @property
    def has_place(self) -> bool:
        """Whether type has a place in it."""
        return self.type is not None or self.edge is not None or self.least is not None

    def split_at(self, share: float) -> tuple[Box, Box]:
        """The picture's box and the type's, of a layout with an edge, at a share of the frame.

        The type's padding is the same distance on all sides of a frame that is twice as wide as
        high; it is meant for the eye, not for a ruler.
        """
        pad, rest = self.pad, 1 - share
        match self.edge:
            case "left":
                return (0, 0, share, 1), (share + pad, 0.08, 1 - pad, 0.92)
            case "right":
                return (rest, 0, 1, 1), (pad, 0.08, rest - pad, 0.92)
            case "top":
                return (0, 0, 1, share), (0.07, share + pad, 0.93, 1 - pad)
        return (0, rest, 1, 1), (0.07, pad, 0.93, rest - pad)


def layout_of(canvas: Canvas, name: str) -> NamedLayout | None:
    """The layout of that name for a canvas's shape; None where there is none."""
    return layouts()[shape_of(canvas)].get(name)


def layout_names() -> frozenset[str]:
    """The names of all layouts that a shot may ask for; every shape has the same.

    Those of the brand's own cards are none of them.
    """
    return frozenset(
        name for shape in layouts().values() for name, layout in shape.items() if not layout.logo
    )


@cache
def layouts() -> Mapping[Shape, Mapping[str, NamedLayout]]:
    """Every layout, by shape and name."""
    table = shipped_table("engine.placement", "layouts.yaml")
    return TypeAdapter(dict[Shape, dict[str, NamedLayout]]).validate_python(table)
