"""Occupied: which parts of a frame hold what nothing may stand on.

Pure geometry over a placement and what was understood of its pictures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.brief import Picture
from schemas.placement import PicturePlace, Placement, Use
from schemas.understanding import Area

__all__ = ["occupied"]

_MOVES = 0.03
"""Share of a picture's box by which the camera may carry what is in it."""


def occupied(placement: Placement, pictures: Sequence[Picture]) -> tuple[Area, ...]:
    """Subjects, heads and words of the pictures, and whole cards, as shares of the frame."""
    return tuple(
        area
        for place, picture in zip(placement.pictures, pictures, strict=False)
        for area in _of_picture(place, picture)
    )


def _of_picture(place: PicturePlace, picture: Picture) -> Iterator[Area]:
    seen = picture.seen
    whole = Area(left=0, top=0, right=1, bottom=1)
    is_whole = place.use is Use.CARD or place.tour
    parts = [whole] if is_whole else [seen.subject, *seen.heads, *seen.texts]
    window, box = place.window, place.box
    wide, high = box.right - box.left, box.bottom - box.top
    across, down = window.right - window.left, window.bottom - window.top
    for part in parts:
        left, right = (
            box.left + wide * ((edge - window.left) / across + by)
            for edge, by in ((part.left, -_MOVES), (part.right, _MOVES))
        )
        top, bottom = (
            box.top + high * ((edge - window.top) / down + by)
            for edge, by in ((part.top, -_MOVES), (part.bottom, _MOVES))
        )
        left, right = max(left, box.left), min(right, box.right)
        top, bottom = max(top, box.top), min(bottom, box.bottom)
        for stop in place.tour:
            left, top = min(left, stop.box.left), min(top, stop.box.top)
            right, bottom = max(right, stop.box.right), max(bottom, stop.box.bottom)
        if left < right and top < bottom:
            yield Area(left=left, top=top, right=right, bottom=bottom)
