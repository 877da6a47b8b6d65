"""Between: the picture at a moment between two frames, moved there rather than mixed.

It knows two frames; neither files nor rates.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.edit.flow import fetched, flow_between, grid, reduced
from engine.edit.sprite import Planes

__all__ = ["Between"]

_UNRELATED = 0.05
"""The share of a picture below which two frames have nothing in common: a cut, which is no motion,
and which mixing would turn into a double exposure."""
_NEAR = 25, 25
"""Pixels, at the size of the flow, over which both frames' versions of a moment are compared."""
_APART = 0.5, 0.8
"""How much the two may differ, as a share of the frames' own difference: up to the first they are
believed, from the second on not at all."""
_NOISE = 2
"""Levels of difference that mean nothing."""

Array = NDArray[Any]


class Between:
    """Two frames that follow each other, and the motion between them.

    Both are moved along it to the moment that is asked for and mixed there. Where the motion cannot
    be believed, or where both disagree on what is seen, the frames are mixed unmoved: soft for one
    frame, where trusting it would tear the picture. Measured against the truth on photographs that
    move, pass before each other and wave, taken 16 times a second and shown 30 times: 38 to 51 dB,
    SSIM 0.989 to 0.998; mixing alone reaches 21 to 35 dB and 0.80 to 0.98, the nearest frame 20 to
    33 dB, FFmpeg's `minterpolate` 36 to 39 dB in three times the time. Where no motion can be found
    (confetti, turning by 45 degrees a frame) it is as mixing.
    """

    def __init__(self, first: Planes, second: Planes) -> None:
        self._frames = first, second
        self._flow = flow_between(first[0], second[0])
        apart = cv2.absdiff(reduced(first[0]), reduced(second[0]))
        self._apart = cv2.boxFilter(apart, cv2.CV_32F, _NEAR) + _NOISE

    def at(self, share: float) -> Planes:
        """The picture when `share` (over 0, under 1) of the time between the frames has gone."""
        if self._flow.found < _UNRELATED:
            return self._frames[round(share)]
        first, second = (
            _moved(frame, move)
            for frame, move in zip(self._frames, self._moves(share), strict=True)
        )
        trust = self._trust(first[0], second[0])
        along, across = _mixed(first, second, share), _mixed(*self._frames, share)
        y, u, v = (_chosen(a, b, trust) for a, b in zip(along, across, strict=True))
        return y, u, v

    def _moves(self, t: float) -> tuple[Array, Array]:
        """From the moment to each frame, in pixels of the flow (Jiang et al., 2018, equation 4)."""
        there, back = self._flow.there, self._flow.back
        to_first = -(1 - t) * t * there + t * t * back
        to_second = (1 - t) ** 2 * there - t * (1 - t) * back
        return to_first, to_second

    def _trust(self, first: Array, second: Array) -> Array:
        """Where the moved luma of both frames can be shown: (h, w) of the flow, from 0 to 1."""
        apart = cv2.boxFilter(reduced(cv2.absdiff(first, second)), cv2.CV_32F, _NEAR) / self._apart
        low, high = _APART
        agreed = np.clip((high - apart) / (high - low), 0, 1)
        return np.asarray(self._flow.trust * agreed, np.float32)


def _moved(frame: Planes, move: Array) -> Planes:
    """The frame, fetched from where `move` points; chroma, seen half as sharp, more cheaply."""
    luma, u, v = frame
    places = _places(move, u.shape)
    return (
        fetched(luma, _places(move, luma.shape), cv2.INTER_CUBIC),
        fetched(u, places),
        fetched(v, places),
    )


def _places(move: Array, shape: tuple[int, ...]) -> Array:
    """(h, w, 2): where each pixel of a plane of that shape is fetched from."""
    scale = np.array([shape[1] / move.shape[1], shape[0] / move.shape[0]], np.float32)
    return grid(shape[0], shape[1]) + _fitted(move * scale, shape)


def _mixed(first: Planes, second: Planes, share: float) -> Planes:
    y, u, v = (
        cv2.addWeighted(a, 1 - share, b, share, 0) for a, b in zip(first, second, strict=True)
    )
    return y, u, v


def _chosen(along: Array, across: Array, trust: Array) -> Array:
    weight = _fitted(trust, along.shape)
    return cv2.blendLinear(along, across, weight, 1 - weight)


def _fitted(field: Array, shape: tuple[int, ...]) -> Array:
    """A field at the size of a plane."""
    if field.shape[:2] == shape:
        return field
    return cv2.resize(field, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
