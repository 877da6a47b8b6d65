"""Regions: where a frame's type may stand: the safe area, and a shot's block within it.

It knows frames, safe areas and layouts; not what is set there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.layouts import layout_for
from schemas.delivery import SafeArea
from schemas.placement import TypePlace
from schemas.setup import Canvas
from schemas.shot import CopySpace

__all__ = ["Region", "block_region", "safe_region"]


@dataclass(frozen=True, slots=True)
class Region:
    """A box in whole pixels, and how a block stands in it.

    Below the box a block may take `overlap` pixels at any scale, and `reach` pixels (at least as
    many) where its scale would otherwise be less than `reaches`.
    """

    left: int
    top: int
    right: int
    bottom: int
    align: Literal["left", "centre"] = "left"
    anchor: Literal["top", "middle", "bottom"] = "top"
    overlap: int = 0
    reach: int = 0
    reaches: float = 0.0

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


def block_region(
    area: Region,
    canvas: Canvas,
    copy_space: CopySpace,
    place: TypePlace | None = None,
    *,
    over: int,
    under: int,
) -> Region:
    """Where a shot's block stands in the safe area `area`: its place, or by its copy space.

    `over` pixels at the top are kept for logo and label, `under` at the bottom for captions. A
    block beside the subject ends where the subject's box begins, whatever the safe area is.
    """
    if place is not None:
        return _placed(area, canvas, place, over=over, under=under)
    layout = layout_for(canvas, copy_space)
    subject, rules = layout.subject, layout.type
    inset = round(rules.inset * canvas.width)
    left, top, bottom = area.left + inset, area.top + over, area.bottom - under
    least = rules.least * min(canvas.width, canvas.height)
    right = min(area.right - inset, left + round(max(rules.width * canvas.width, least)))
    overlap = reach = 0
    if rules.stands == "left_of":
        right = min(right, int(subject.left * canvas.width))
    if rules.stands == "above":
        end = min(bottom, int(subject.top * canvas.height))
        overlap = min(bottom, round((subject.top + rules.overlap) * canvas.height)) - end
        reach = bottom - end if rules.reaches else overlap
        bottom = end
    return replace(
        area,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        align=rules.align,
        anchor=rules.anchor,
        overlap=overlap,
        reach=reach,
        reaches=rules.reaches,
    )


def _placed(area: Region, canvas: Canvas, place: TypePlace, *, over: int, under: int) -> Region:
    """What the safe area leaves of a place: all of the block stands within both."""
    box = place.box
    return replace(
        area,
        left=max(area.left, -int(-box.left * canvas.width // 1)),
        top=max(area.top + over, -int(-box.top * canvas.height // 1)),
        right=min(area.right, int(box.right * canvas.width)),
        bottom=min(area.bottom - under, int(box.bottom * canvas.height)),
        align=place.align,
        anchor=place.anchor,
    )
