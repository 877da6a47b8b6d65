"""Adornments: the shapes on a frame's ground, and the lines that point into its picture.

It knows layouts, colours and points of interest; it places no picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from engine.colours import contrast, readable_on
from engine.placement.grounds import form_colour
from engine.placement.table import NamedLayout
from engine.placement.windows import Seen
from schemas.placement import Form, Mark, PicturePlace, Stop, TypePlace, Use, Window
from schemas.shot import Shot, Sight
from schemas.understanding import Area

__all__ = ["forms_of", "marks_of"]

_AIR = 0.006
"""Share of the frame between a box and what it is drawn around."""
_SEEN = 1.5
"""The least contrast of a line with the ground that it ends on."""
_ARRIVES = 0.85
"""Seconds after the camera set out when it is nearly there, and a ring is begun."""
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
    seen: Seen,
    block: TypePlace | None,
    shot: Shot,
    ground: str,
    brand: Mapping[str, Any],
) -> tuple[Mark, ...]:
    """What shows where the shot points: a box around it on a card, or a line from it to the type.

    Where nobody said what is where, nothing is pointed at: the nearest detail would be a guess.
    """
    camera = shot.description.camera
    if place.tour:
        return tuple(_rings(camera.tour, place, seen, brand))
    at = camera.at
    if at is None or block is None:
        return ()
    left, top = _in_frame(at.left, at.top, place)
    right, bottom = _in_frame(at.right, at.bottom, place)
    box = place.box
    if left < box.left or top < box.top or right > box.right or bottom > box.bottom:
        return ()
    accent = str(brand["accent"]).lower()
    if place.use is Use.CARD:
        return (
            Mark(
                kind="box",
                x=left - _AIR,
                y=top - _AIR,
                to_x=right + _AIR,
                to_y=bottom + _AIR,
                colour=accent,
            ),
        )
    if not layout.callout:
        return ()
    if contrast(accent, ground) < _SEEN:
        accent = readable_on(ground, str(brand["light"]).lower(), str(brand["dark"]).lower())
    x, y = (left + right) / 2, (top + bottom) / 2
    to_x, to_y = _edge_of(block, box, x)
    return (Mark(kind="line", x=x, y=y, to_x=to_x, to_y=to_y, colour=accent),)


def _rings(
    sights: Sequence[Sight], place: PicturePlace, seen: Seen, brand: Mapping[str, Any]
) -> Iterator[Mark]:
    """The ring around each thing that is pointed at, drawn as the camera comes to rest there."""
    tones = [str(brand[name]).lower() for name in ("accent", "dark", "light")]
    colour = readable_on(seen.colours[0] if seen.colours else "#ffffff", *tones)
    wanted = {sight.after: sight.at for sight in sights}
    before: Stop | None = None
    for stop, following in zip_longest(place.tour, place.tour[1:]):
        stands = before is not None and before.window == stop.window
        before, at = stop, wanted[stop.after]
        if at is None:
            continue
        left, top = _through(at.left, at.top, stop.box, stop.window)
        right, bottom = _through(at.right, at.bottom, stop.box, stop.window)
        yield Mark(
            kind="ring",
            x=max(left - _AIR, stop.box.left),
            y=max(top - _AIR, stop.box.top),
            to_x=min(right + _AIR, stop.box.right),
            to_y=min(bottom + _AIR, stop.box.bottom),
            colour=colour,
            after=round(stop.after + (0.0 if stands else _ARRIVES), 3),
            until=None if following is None else following.after,
        )


def _in_frame(x: float, y: float, place: PicturePlace) -> tuple[float, float]:
    """A point of the picture as shares of the frame."""
    return _through(x, y, place.box, place.window)


def _through(x: float, y: float, box: Area, window: Window) -> tuple[float, float]:
    """A point of a picture of which a box of the frame shows a window."""
    across = (x - window.left) / (window.right - window.left)
    down = (y - window.top) / (window.bottom - window.top)
    return box.left + across * (box.right - box.left), box.top + down * (box.bottom - box.top)


def _edge_of(block: TypePlace, box: Area, x: float) -> tuple[float, float]:
    """Where a line from the picture ends: beside the middle of the type, or above or below it."""
    beside = block.box
    middle = (beside.top + beside.bottom) / 2
    if beside.right <= box.left:
        return beside.right + _GAP, middle
    if beside.left >= box.right:
        return beside.left - _GAP, middle
    if beside.bottom <= box.top:
        return x, beside.bottom + _GAP
    return x, beside.top - _GAP
