"""Regions: where blocks, captions, logo and label may stand in a frame.

It knows frames, safe areas and room; not what is set there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from schemas.delivery import SafeArea
from schemas.setup import Canvas
from schemas.shot import Room

__all__ = ["Region", "block_region", "safe_region"]

_COLUMN = 0.36
"""The most of a landscape frame's width that a column beside a subject may take."""
_LEFT = 0.48
"""Likewise for a block that stands over the picture."""
_NARROWEST = {_COLUMN: 0.42, _LEFT: 0.72}
"""The least that each needs, as a share of the short side: square frames leave too little."""
_BENEATH = 0.37
"""Where a portrait frame's subject begins, as a share of its height, if its shot leaves room."""
_CARD = 0.10
"""A composed card keeps this much of the frame's width free on both sides."""


@dataclass(frozen=True, slots=True)
class Region:
    """A box in whole pixels, and how a block stands in it."""

    left: int
    top: int
    right: int
    bottom: int
    align: Literal["left", "centre"] = "left"
    anchor: Literal["top", "middle", "bottom"] = "top"
    spare: int = 0
    """Pixels below the box that the block may take too, where it would otherwise get small."""

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


def safe_region(canvas: Canvas, safe: SafeArea) -> Region:
    """The safe area, rounded inwards."""
    return Region(
        -int(-safe.left * canvas.width // 1),
        -int(-safe.top * canvas.height // 1),
        int((1 - safe.right) * canvas.width),
        int((1 - safe.bottom) * canvas.height),
    )


def block_region(area: Region, canvas: Canvas, room: Room, *, over: int, under: int) -> Region:
    """Where a shot's block stands in the safe area.

    `over` pixels at the top are kept for logo and label, `under` at the bottom for captions. A
    landscape picture leaves its left free, a portrait one its top.
    """
    kept = replace(area, top=area.top + over, bottom=area.bottom - under)
    if room is Room.ALL:
        inset = 0 if canvas.aspect < 1 else round(_CARD * canvas.width)
        return replace(
            kept, left=kept.left + inset, right=kept.right - inset, align="centre", anchor="middle"
        )
    if canvas.aspect < 1:
        return _above_the_subject(kept, canvas, room)
    match room:
        case Room.SIDE:
            return replace(_leftmost(kept, canvas, _COLUMN), anchor="middle")
        case Room.TOP:
            return kept
        case _:
            return replace(_leftmost(kept, canvas, _LEFT), anchor="bottom")


def _leftmost(kept: Region, canvas: Canvas, share: float) -> Region:
    """The left `share` of the frame's width, or as much as type needs."""
    least = _NARROWEST[share] * min(canvas.width, canvas.height)
    return replace(kept, right=kept.left + round(max(share * canvas.width, least)))


def _above_the_subject(kept: Region, canvas: Canvas, room: Room) -> Region:
    """On a portrait frame: at the top, and ending above the subject where its shot leaves room."""
    if room is Room.SIDE:
        bottom = min(kept.bottom, round(_BENEATH * canvas.height))
        return replace(kept, bottom=bottom, spare=kept.bottom - bottom)
    return kept
