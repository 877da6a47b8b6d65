"""Adornments: the shapes on a frame's ground, and the lines that point into its picture.

It knows layouts, colours and points of interest; it places no picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.colours import contrast, readable_on
from engine.placement.grounds import form_colour
from engine.placement.table import NamedLayout
from schemas.placement import Form, Mark, PicturePlace, TypePlace
from schemas.shot import Shot

__all__ = ["forms_of", "marks_of"]

_SEEN = 1.5
"""The least contrast of a line with the ground that it ends on."""
_GAP = 0.012
"""Share of the frame between the end of a line and the type that it leads to."""


def forms_of(
    layout: NamedLayout, ground: str, brand: Mapping[str, Any], colours: Sequence[str]
) -> tuple[Form, ...]:
    """The layout's shapes in the colours that they have on the ground, behind such a subject."""
    return tuple(
        Form(
            kind=kind,
            x=x,
            y=y,
            width=width,
            height=height,
            colour=form_colour(tone, ground, brand, colours),
        )
        for kind, x, y, width, height, tone in layout.forms
    )


def marks_of(
    layout: NamedLayout,
    place: PicturePlace,
    block: TypePlace | None,
    shot: Shot,
    ground: str,
    brand: Mapping[str, Any],
) -> tuple[Mark, ...]:
    """A line from what the shot points at to the block of type beside it.

    Where nobody said what is where, nothing is pointed at: the nearest detail would be a guess.
    """
    at = shot.description.camera.at
    if not layout.callout or block is None or at is None:
        return ()
    x, y = at
    box, window = place.box, place.window
    across = (x - window.left) / (window.right - window.left)
    down = (y - window.top) / (window.bottom - window.top)
    if not (0.04 < across < 0.96 and 0.04 < down < 0.96):
        return ()
    x, y = box.left + across * (box.right - box.left), box.top + down * (box.bottom - box.top)
    beside = block.box
    middle = (beside.top + beside.bottom) / 2
    if beside.right <= box.left:
        to = beside.right + _GAP, middle
    elif beside.left >= box.right:
        to = beside.left - _GAP, middle
    elif beside.bottom <= box.top:
        to = x, beside.bottom + _GAP
    else:
        to = x, beside.top - _GAP
    accent = str(brand["accent"]).lower()
    if contrast(accent, ground) < _SEEN:
        accent = readable_on(ground, str(brand["light"]).lower(), str(brand["dark"]).lower())
    return (Mark(kind="line", x=x, y=y, to_x=to[0], to_y=to[1], colour=accent),)
