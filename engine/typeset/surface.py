"""Surface: plates, rules, shades and letters as pixels.

It knows shapes and colours; neither words nor roles. All coverage is float32 from 0 to 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.typeset.colour import rgb

__all__ = ["filled", "over", "padded", "rounded", "shadowed", "soft"]

Pixels = NDArray[Any]


def filled(cover: Pixels, colour: str) -> Pixels:
    """One colour at (h, w) coverage, as (h, w, 4) uint8 RGBA with straight alpha."""
    flat = np.broadcast_to(np.asarray(rgb(colour), np.float32), (*cover.shape, 3))
    return _bytes(flat, cover)


def over(under: Pixels, cover: Pixels, colour: str) -> Pixels:
    """A colour at coverage over RGBA pixels of the same size (Porter and Duff, 1984)."""
    below = under[..., 3].astype(np.float32) / 255 * (1 - cover)
    alpha = cover + below
    mixed = np.asarray(rgb(colour), np.float32) * cover[..., None]
    mixed = mixed + under[..., :3].astype(np.float32) / 255 * below[..., None]
    return _bytes(mixed / np.maximum(alpha, 1e-6)[..., None], alpha)


def shadowed(cover: Pixels, colour: str, shadow: str, *, pad: int, depth: float) -> Pixels:
    """Letters over a soft tone close behind them; their outer `pad` pixels hold its fall to 0."""
    import cv2  # noqa: PLC0415 - heavy

    near, far = (cv2.GaussianBlur(cover, (0, 0), max(0.5, pad * at)) for at in (0.09, 0.26))
    soft_tone = np.clip(0.9 * near + 1.1 * far, 0, 1) * depth * _vignette(cover.shape, pad)
    return over(filled(soft_tone, shadow), cover, colour)


def padded(cover: Pixels, pad: int) -> Pixels:
    """Coverage with `pad` empty pixels around it."""
    return np.pad(cover, pad)


def rounded(width: int, height: int, radius: float) -> Pixels:
    """Coverage of a rectangle with round corners that fills its box."""
    radius = min(radius, height / 2, width / 2)
    y, x = np.ogrid[0:height, 0:width]
    dx = np.maximum(np.abs(x - (width - 1) / 2) - (width / 2 - radius), 0)
    dy = np.maximum(np.abs(y - (height - 1) / 2) - (height / 2 - radius), 0)
    return np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1).astype(np.float32)


def soft(width: int, height: int, feather: float) -> Pixels:
    """Coverage of a rectangle whose edges fall to 0 over `feather` pixels within its box."""
    across, down = (_slope(length, min(feather, length / 2)) for length in (width, height))
    return np.asarray(down[:, None] * across[None, :], np.float32)


def _slope(length: int, feather: float) -> Pixels:
    edge = np.minimum(np.arange(length), np.arange(length)[::-1]) / max(1.0, feather)
    t = np.clip(edge, 0, 1)
    return np.asarray(t * t * t * (t * (6 * t - 15) + 10), np.float32)


def _vignette(shape: tuple[int, ...], pad: int) -> Pixels:
    """1 inside, falling to 0 at the box's edge, so that a soft tone never ends in a line."""
    height, width = shape
    y = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None]
    x = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :]
    return np.clip(np.minimum(x, y) / max(1.0, 0.6 * pad), 0, 1).astype(np.float32)


def _bytes(colours: Pixels, alpha: Pixels) -> Pixels:
    both = np.dstack([colours, alpha])
    return np.clip(both * 255 + 0.5, 0, 255).astype(np.uint8)
