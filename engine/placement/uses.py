"""Uses: how a picture may be used in a box, and which part of it fills the box.

It knows no grounds and no type: a use is safe for a picture, or it is not.
"""

from __future__ import annotations

from engine.placement.table import Box, NamedLayout
from engine.placement.windows import Seen, card_window, detail_window, fill_windows, stood_window
from schemas.placement import Use
from schemas.setup import Canvas
from schemas.shot import Camera, Framing, Shot
from schemas.understanding import PictureKind

__all__ = ["NEAR", "use_of"]

NEAR = frozenset({Framing.CLOSE, Framing.DETAIL})
"""Framings that show a detail."""
_DRAWN = frozenset({PictureKind.DIAGRAM, PictureKind.TEXT})
"""Kinds that may be lines on nothing, which are read on paper alone."""


def use_of(
    layout: NamedLayout, box: Box, seen: Seen, canvas: Canvas, shot: Shot
) -> tuple[Use, Box] | None:
    """How the picture is used in the box, and the part of it that fills the box."""
    size = (box[2] - box[0]) * canvas.width, (box[3] - box[1]) * canvas.height
    for use in layout.uses:
        if use is Use.CARD and seen.transparent and seen.kind not in _DRAWN:
            # What is cut out needs no paper under it.
            return Use.CUT_OUT, stood_window(seen, size, flush=False) or card_window(seen, size)
        window = _window(use, seen, size, shot.description.camera, flush=box[3] >= 1)
        if window is not None:
            return use, window
    return None


def _window(
    use: Use, seen: Seen, size: tuple[float, float], camera: Camera, *, flush: bool
) -> Box | None:
    """The part of the picture that fills a box of `size` pixels in that use; None where none may.

    `flush` says that the box ends at the frame's lower edge.
    """
    if use is Use.CARD:
        return card_window(seen, size)
    if use is Use.FILL:
        near = detail_window(seen, size, camera.detail) if camera.framing in NEAR else None
        stands = seen.plain is not None and not any(seen.touches)
        if near is None and not seen.transparent and not stands:
            near = next(iter(fill_windows(seen, size)), None)
        return near
    if not seen.is_sure:
        return None
    if use is Use.PLAIN and seen.plain is not None and not seen.transparent:
        return stood_window(seen, size, flush=False)
    if use is Use.CUT_OUT and seen.can_be_cut_out:
        # Where a picture ends, a matte ends in a straight line: only a person may stand so.
        stands = seen.transparent or seen.kind is PictureKind.WORN
        return stood_window(seen, size, flush=flush and stands)
    return None
