"""Scale: a frame in another size, covering a canvas.

It knows planes and sizes; neither rates nor files.
What it makes is keyed by the revision of `engine.edit.conform`.
"""

from __future__ import annotations

from engine.media.frames import Planes
from schemas.setup import Canvas

__all__ = ["covered", "kept"]


def kept(native: Canvas, canvas: Canvas) -> tuple[int, int]:
    """Width and height of the part of a native frame that the canvas shows, in its own pixels.

    As large as the canvas's shape allows, and even, so that chroma is cut where luma is.
    """
    scale = max(canvas.width / native.width, canvas.height / native.height)
    width = min(native.width, 2 * round(canvas.width / scale / 2))
    height = min(native.height, 2 * round(canvas.height / scale / 2))
    return width, height


def covered(frame: Planes, native: Canvas, canvas: Canvas) -> Planes:
    """The middle of the frame at the canvas's size.

    Each plane for itself: there is nothing to gain from RGB, which would be three planes of luma's
    size and round twice. Chroma samples lie in the middle of their four pixels, as everywhere here,
    and stay there, since both scales are the same. Cubic upwards (Lanczos, at eight times its cost,
    is 0.1 to 0.5 dB truer), areas downwards.
    """
    import cv2  # noqa: PLC0415 - heavy, and a plan asks for `kept` alone

    if (native.width, native.height) == (canvas.width, canvas.height):
        return frame
    width, height = kept(native, canvas)
    left, top = (native.width - width) // 4 * 2, (native.height - height) // 4 * 2
    kernel = cv2.INTER_CUBIC if width < canvas.width else cv2.INTER_AREA
    y, u, v = (
        cv2.resize(
            plane[top // part : (top + height) // part, left // part : (left + width) // part],
            (canvas.width // part, canvas.height // part),
            interpolation=kernel,
        )
        for plane, part in zip(frame, (1, 2, 2), strict=True)
    )
    return y, u, v
