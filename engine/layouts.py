"""Layouts: where subject and type stand in a frame that a model fills, by its copy space.

It knows shares of frames; neither pictures nor words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from schemas.setup import Canvas
from schemas.shipped import shipped_table
from schemas.shot import CopySpace

__all__ = ["GRID", "Box", "Cells", "Layout", "Shape", "TypeArea", "layout_for", "shape_of"]

GRID = 6
"""Rows and columns of a grid of measured luma."""
Share = Annotated[float, Field(ge=0, le=1)]
Range = tuple[Annotated[int, Field(ge=0, le=6)], Annotated[int, Field(ge=0, le=6)]]


class Shape(StrEnum):
    """The shape of a frame, by its width over its height."""

    WIDE = "wide"
    SQUARE = "square"
    FOUR_FIVE = "four_five"
    TALL = "tall"


@dataclass(frozen=True, slots=True)
class Box:
    """A box as shares of the frame; `x` and `y` are its middle."""

    x: Share
    y: Share
    width: Share
    height: Share

    @property
    def left(self) -> float:
        """Share of the frame's width at which the box begins."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Share of the frame's width at which it ends."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Share of the frame's height at which the box begins."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """Share of the frame's height at which it ends."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class TypeArea:
    """Where a block of type stands; the fields are explained at the top of `layouts.yaml`."""

    stands: Literal["left_of", "above", "over"]
    width: Share = 1.0
    least: Share = 0.0
    inset: Share = 0.0
    align: Literal["left", "centre"] = "left"
    anchor: Literal["top", "middle", "bottom"] = "top"
    overlap: Share = 0.0
    reaches: Share = 0.0
    scrim: Share = 0.0


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows and columns of the grid of luma, each as (first, after the last)."""

    rows: Range
    columns: Range


@dataclass(frozen=True, slots=True)
class Layout:
    """One entry of the table."""

    subject: Box
    type: TypeArea
    cells: Cells


def shape_of(canvas: Canvas) -> Shape:
    """The shape of a canvas."""
    return next(shape for shape, least in _table()[0].items() if canvas.aspect >= least)


def layout_for(canvas: Canvas, copy_space: CopySpace) -> Layout:
    """Where things stand on a canvas, for a shot that leaves that copy space."""
    return _table()[1][shape_of(canvas)][copy_space]


@cache
def _table() -> tuple[Mapping[Shape, float], Mapping[Shape, Mapping[CopySpace, Layout]]]:
    """The least aspect of each shape, the widest first, and the layouts by shape."""
    table = shipped_table("engine", "layouts.yaml")
    aspects = TypeAdapter(dict[Shape, float]).validate_python(table.pop("shapes"))
    return aspects, TypeAdapter(dict[Shape, dict[CopySpace, Layout]]).validate_python(table)
