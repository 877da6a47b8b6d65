"""Look: one pass over all frames of a video, reduced to a few numbers a frame.

It judges nothing, and reads no sound.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.layouts import GRID
from engine.media import Plane, Planes, every_frame
from schemas.errors import EncodeError

__all__ = ["Look", "Series", "longest_run", "look", "look_at"]

_SMALL = 360
"""A frame is halved until its shorter side is no longer than this; 1080p is then a quarter. Full
size gives the same verdicts at ten times the time."""
_DARK, _BLACK_SHARE = 0.10, 0.98
"""A frame is black where 98% of its pixels have a luma below 0.10: FFmpeg's `blackdetect`."""
_FROZEN = 0.002
"""Largest change of any of the grid's cells, as luma, that counts as none. x264's noise at crf 20
stays below half of it."""
_SAME, _REPEAT = 0.0001, 0.05
"""A frame repeats the one before it where it changes by less than the first, or by less than 5% of
what the video's livelier frames change by: an encoder refines a repeated frame by as much (0.0008)
as a slow move changes it."""

Series = NDArray[np.float64]
"""One value for each frame."""
Grid = tuple[tuple[float, ...], ...]
"""One value for each cell, top left first."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. Luma is 0 (black) to 1 (white); a series has one value for each frame.

    `luma` is the mean, `black_clipped` and `white_clipped` the shares of pixels at the range's
    ends, `black` whether the frame is black, `same` whether it repeats the frame before it
    (one value fewer), `steps` how far it is from the frame before it, and `back` how far the first
    frame is from the last: the largest mean change of any cell of the grid, as luma.
    `standing` are the lengths of the stretches of frames that stay like their first, `grid` and
    `spread` are the mean and the standard deviation of luma in 6 x 6 cells over all frames, `kept`
    are the small frames that were asked for, `reduction` is how many pixels of the video one of
    theirs is wide.
    """

    luma: Series
    black_clipped: Series
    white_clipped: Series
    black: NDArray[np.bool_]
    same: NDArray[np.bool_]
    steps: Series
    back: float
    standing: tuple[int, ...]
    grid: Grid
    spread: Grid
    kept: dict[int, Plane]
    reduction: float

    @property
    def frozen(self) -> int:
        """Frames of the longest stretch that stays like its first; 0 where none does."""
        return max(self.standing, default=0)


def look(
    path: Path,
    *,
    full: bool = False,
    keep: Collection[int] = frozenset(),
    strict: bool = False,
    also: Callable[[int, Planes], None] | None = None,
) -> Look:
    """Look at every frame of `path` in one decode; `full` says that luma uses all of 0-255.

    `also` is shown every frame as it comes, with its number.
    Raises EncodeError where the file cannot be decoded or holds no frame; if `strict`, at the
    first frame that the decoder cannot vouch for.
    """
    eye = _Eye(full)
    kept: dict[int, Plane] = {}
    shape: tuple[int, ...] = ()
    for index, frame in enumerate(every_frame(path, strict=strict)):
        luma = frame[0]
        if also is not None:
            also(index, frame)
        shape = shape or luma.shape
        if luma.shape != shape:
            raise EncodeError("The frames change their size midway", f"{path}: frame {index}")
        small = _halved(luma)
        eye.see(small)
        if index in keep:
            kept[index] = small
    if eye.anchor is None:
        raise EncodeError("The picture stream holds no frame", str(path))
    return eye.seen(kept, shape[1] / eye.anchor.shape[1])


def look_at(luma: Plane) -> Look:
    """Look at one picture's (h, w) luma, of the limited range, as at a video's only frame."""
    eye, small = _Eye(full=False), _halved(luma)
    eye.see(small)
    return eye.seen({0: small}, luma.shape[1] / small.shape[1])


def longest_run(flags: NDArray[np.bool_]) -> int:
    """The most neighbouring flags that are set."""
    return max((sum(1 for _ in run) for flag, run in groupby(flags.tolist()) if flag), default=0)


@dataclass(slots=True)
class _Eye:
    """Sees one small frame after the other and remembers numbers."""

    full: bool
    anchor: Plane | None = None
    """The first frame of the present stretch. Slow moves are told from standstills by comparing
    with it and not with the frame before: small changes add up."""
    before: Plane | None = None
    first: Plane | None = None
    sums: NDArray[np.float64] | None = None
    """Of every pixel's values and of their squares, over all frames."""
    stretch: int = 0
    standing: list[int] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    counts: list[NDArray[np.float32]] = field(default_factory=list)

    def see(self, small: Plane) -> None:
        import cv2  # noqa: PLC0415 - heavy

        if self.anchor is None or self.before is None or self.sums is None:
            self.anchor = self.first = small
            self.sums = np.zeros((2, *small.shape))
        else:
            step = self._change(self.before, small)
            self.steps.append(step)
            drift = step if self.anchor is self.before else self._change(self.anchor, small)
            if drift < _FROZEN:
                self.stretch += 1
            else:
                self._end_stretch()
                self.anchor = small
        self.before = small
        histogram = cv2.calcHist([small], [0], None, [256], [0, 256])
        self.counts.append(np.asarray(histogram, np.float32).ravel())
        cv2.accumulate(small, self.sums[0])
        cv2.accumulateSquare(small, self.sums[1])

    def _end_stretch(self) -> None:
        if self.stretch:
            self.standing.append(self.stretch + 1)
        self.stretch = 0

    def seen(self, kept: dict[int, Plane], reduction: float) -> Look:
        self._end_stretch()
        black, white = (0, 255) if self.full else (16, 235)
        levels = (np.arange(256) - black) / (white - black)
        counts = np.array(self.counts, np.float64)
        shares = counts / counts.sum(axis=1, keepdims=True)
        mean, square = (_cells(one / len(counts)) for one in np.asarray(self.sums))
        deviation = np.sqrt((square - mean * mean).clip(0))
        steps = np.array(self.steps, np.float64)
        assert self.first is not None and self.before is not None  # noqa: S101, PT018 - it saw one
        return Look(
            luma=shares @ levels.clip(0, 1),
            black_clipped=shares[:, : black + 1].sum(axis=1),
            white_clipped=shares[:, white:].sum(axis=1),
            black=shares[:, levels < _DARK].sum(axis=1) >= _BLACK_SHARE,
            same=_repeats(steps),
            steps=steps,
            back=self._change(self.before, self.first),
            standing=tuple(self.standing),
            grid=_grid(((mean - black) / (white - black)).clip(0, 1)),
            spread=_grid(deviation / (white - black)),
            kept=kept,
            reduction=reduction,
        )

    def _change(self, before: Plane, after: Plane) -> float:
        """The largest mean change of any of the grid's cells, as luma."""
        import cv2  # noqa: PLC0415 - heavy

        change = cv2.absdiff(before, after).astype(np.float32)
        return float(_cells(change).max()) / (255 if self.full else 219)


def _cells(values: NDArray[Any]) -> NDArray[Any]:
    """The means of the grid's cells."""
    import cv2  # noqa: PLC0415 - heavy

    return np.asarray(cv2.resize(values, (GRID, GRID), interpolation=cv2.INTER_AREA))


def _grid(cells: NDArray[Any]) -> Grid:
    return tuple(tuple(float(cell) for cell in row) for row in cells)


def _repeats(steps: Series) -> NDArray[np.bool_]:
    lively = np.percentile(steps, 90) if len(steps) else 0.0
    return np.asarray(steps < max(_SAME, _REPEAT * lively), np.bool_)


def _halved(luma: Plane) -> Plane:
    """Halved until small. Twice a half is thrice as quick in OpenCV as once a quarter."""
    import cv2  # noqa: PLC0415 - heavy

    while min(luma.shape) > _SMALL:
        height, width = luma.shape
        size = (width // 2, height // 2)
        luma = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.ascontiguousarray(luma)  # optical flow refuses rows with padding
