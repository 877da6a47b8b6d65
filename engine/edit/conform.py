"""Conform: a take of another size or rate as frames of the edit, and how that is done, in words.

It knows frames, sizes and moments; how a picture between two frames is made is `interpolation`'s
business.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from fractions import Fraction
from math import floor
from pathlib import Path

from engine.media.frames import Planes, planes
from schemas.edit import Conform
from schemas.errors import EncodeError
from schemas.setup import Canvas

__all__ = ["REVISION", "conform_of", "conformed", "covered", "kept"]

REVISION = 1
"""Raise it whenever the same take would be conformed into other pixels."""

_NEAR = Fraction(1, 100)
"""Rates that differ by less are shown frame for frame, with one held or left out at times (24 in
23.976: one in 41 s). To move every frame a little would soften them all."""


def conform_of(native: Canvas, canvas: Canvas) -> Conform | None:
    """How a take is brought to the canvas; None where it fits as it is."""
    if native == canvas:
        return None
    how = []
    if native.rate != canvas.rate:
        how.append("motion-compensated" if _moves(native, canvas) else "nearest frames")
    size, wanted = (native.width, native.height), (canvas.width, canvas.height)
    if size != wanted:
        part = kept(native, canvas)
        cut = "" if part == size else f"cropped to {_size(part)} and "
        how.append(f"{_size(size)} {cut}scaled to {_size(wanted)}")
    rate = f"{_number(native.rate)} to {_number(canvas.rate)}"
    return Conform(native=native, rate=rate, how=", ".join(how))


def conformed(
    path: Path, first: int, frames: int, *, native: Canvas, canvas: Canvas
) -> Iterator[Planes]:
    """`frames` frames of the canvas from its frame `first` on, of a take that is `native`.

    Frame n of the canvas shows the take at exactly n / canvas.rate seconds, wherever reading
    begins. A take's last frame is held for as long as it lasts. Never more than two native frames
    are kept. Raises EncodeError where the take is over before, or is of another size.
    """
    moves, step = _moves(native, canvas), native.rate / canvas.rate
    moments = ((first + n) * step for n in range(frames))
    with closing(_native(path, floor(first * step), native)) as source:
        for picture in _at(moments, source, path, floor(first * step), moves=moves):
            yield covered(picture, native, canvas)


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


def _at(
    moments: Iterator[Fraction], source: Iterator[Planes], path: Path, first: int, *, moves: bool
) -> Iterator[Planes]:
    """The pictures at rising `moments`, counted in native frames; the source begins at `first`."""
    from engine.edit.interpolation import Interpolation  # noqa: PLC0415 - OpenCV is heavy

    index, frame, following = first, next(source), next(source, None)
    between: Interpolation | None = None
    for moment in moments:
        number, share = divmod(moment if moves else floor(moment + Fraction(1, 2)), 1)
        while index < number and following is not None:
            index, frame, following = index + 1, following, next(source, None)
            between = None
        if index < floor(moment):
            raise EncodeError("The film is too short", f"{path}: it has no frame {floor(moment)}")
        if share and following is not None:
            between = between or Interpolation(frame, following)
            yield between.at(float(share))
        else:
            yield frame


def _native(path: Path, first: int, native: Canvas) -> Generator[Planes]:
    """The take's own frames, once it is certain that they are of the size that they should be."""
    for frame in planes(path, first):
        height, width = frame[0].shape
        if (width, height) != (native.width, native.height):
            raise EncodeError(
                "A take is of another size than it should be",
                f"{path}: {_size((width, height))}, not {_size((native.width, native.height))}",
                "Shoot it again.",
            )
        yield frame


def _moves(native: Canvas, canvas: Canvas) -> bool:
    """Whether pictures between the take's own are needed.

    Not where rates are the same, or nearly, or where every second or third frame will do.
    """
    step = native.rate / canvas.rate
    return abs(step - 1) >= _NEAR and step.denominator > 1


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _number(rate: Fraction) -> str:
    return f"{float(rate):.5g}"
