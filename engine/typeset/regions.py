"""Regions: where blocks, captions, logo and label may stand in a frame.

It knows frames, safe areas and room; not what is set there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.delivery import SafeArea
from schemas.setup import Canvas
from schemas.shot import Room

__all__ = ["Region", "block_region", "safe_region"]

_CAPTIONS = 0.185
"""Height kept for two lines of burnt captions, as a share of the short side."""
_BESIDE = 0.37
"""Where a portrait frame's type ends and its subject begins, as a share of the height."""
_LOGO = 0.095
"""Height kept for the logo above a block on a portrait frame, likewise."""


@dataclass(frozen=True, slots=True)
class Region:
    """A box in pixels, and how a block stands in it."""

    left: float
    top: float
    right: float
    bottom: float
    align: Literal["left", "centre"] = "left"
    anchor: Literal["top", "middle", "bottom"] = "top"

    @property
    def width(self) -> float:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In pixels."""
        return self.bottom - self.top


def safe_region(canvas: Canvas, safe: SafeArea) -> Region:
    """The safe area in pixels."""
    return Region(
        safe.left * canvas.width,
        safe.top * canvas.height,
        (1 - safe.right) * canvas.width,
        (1 - safe.bottom) * canvas.height,
    )


def block_region(
    canvas: Canvas, safe: SafeArea, room: Room, *, captions: bool, logo: bool
) -> Region:
    """Where a shot's block stands, clear of burnt captions and the logo."""
    area, short = safe_region(canvas, safe), min(canvas.width, canvas.height)
    bottom = area.bottom - (_CAPTIONS * short if captions else 0)
    portrait = canvas.aspect < 1
    below_logo = area.top + (_LOGO * short if logo else 0)
    if portrait:
        if room is Room.ALL:
            return Region(area.left, below_logo, area.right, bottom, "centre", "middle")
        # Beneath the type stands the subject, or the card that shows it.
        beneath = _BESIDE * canvas.height if room is Room.SIDE else bottom
        return Region(area.left, below_logo, area.right, min(bottom, beneath))
    match room:
        case Room.SIDE:
            right = area.left + 0.36 * canvas.width
            return Region(area.left, below_logo, right, bottom, "left", "middle")
        case Room.ALL:
            inset = 0.12 * canvas.width
            return Region(
                area.left + inset, below_logo, area.right - inset, bottom, "centre", "middle"
            )
        case Room.TOP:
            right = area.right - 0.2 * canvas.width
            return Region(area.left, area.top, right, bottom)
        case _:
            right = area.left + 0.5 * canvas.width
            return Region(area.left, below_logo, right, bottom, "left", "bottom")
