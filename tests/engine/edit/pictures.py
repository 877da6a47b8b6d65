"""Moving pictures whose truth is known at any moment, and how alike two pictures are."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import ffmpeg
from engine.media import Planes

Luma = NDArray[Any]
WIDTH, HEIGHT = 320, 180


@functools.cache
def texture(seed: int, height: int = 300, width: int = 500) -> Luma:
    """Noise of every coarseness, as photographs have it: (height, width) float32, 40 to 215."""
    rng = np.random.default_rng(seed)
    mixed = np.zeros((height, width), np.float32)
    for octave in range(1, 7):
        rows, columns = (max(2, side * 2**octave // 128) for side in (height, width))
        coarse = rng.uniform(-1, 1, (rows, columns)).astype(np.float32)
        mixed += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) / octave
    low, high = mixed.min(), mixed.max()
    return np.asarray(40 + 175 * (mixed - low) / (high - low), np.float32)


def pan(seconds: float, *, seed: int = 1, speed: tuple[float, float] = (60, 12)) -> Luma:
    """A camera that moves over a texture at `speed` pixels a second."""
    return _view(texture(seed), speed[0] * seconds, speed[1] * seconds)


def passing(seconds: float) -> Luma:
    """A disc of one texture that passes before another, which moves the other way."""
    ground = pan(seconds, seed=2, speed=(40, 0))
    place = 70 + 110 * seconds, 90 + 12 * np.sin(3 * seconds)
    over = _view(texture(3), 90 - place[0], 90 - place[1])
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    disc = np.clip(45 - np.hypot(x - place[0], y - place[1]), 0, 1)
    return np.asarray(ground * (1 - disc) + over * disc, np.float32)


def frame(luma: Luma) -> Planes:
    """Luma as a frame, whose chroma follows it, so that it moves as well."""
    y = np.clip(luma + 0.5, 0, 255).astype(np.uint8)
    half = halved(y)
    return y, half, 255 - half


def halved(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The plane at half its size, as chroma is."""
    height, width = plane.shape
    half = cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.uint8)


def clip(frames: Iterable[Planes], target: Path, *, size: tuple[int, int], rate: str) -> Path:
    """The frames as an MP4, almost without loss."""
    source = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{size[0]}x{size[1]}", "-r", rate)
    coded = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "4", "-bf", "0", "-g", "12")
    ffmpeg.encode([*source, "-i", "-", *coded, str(target)], _bytes(frames), what=target.name)
    return target


def _bytes(frames: Iterable[Planes]) -> Iterator[bytes]:
    for planes in frames:
        yield b"".join(plane.tobytes() for plane in planes)


def ssim(one: Luma, other: Luma) -> float:
    """Mean structural similarity (Wang et al., 2004): Gaussian window of 1.5 pixels, 8 bits."""
    a, b = (np.asarray(plane, np.float32) for plane in (one, other))
    mean_a, mean_b = _blurred(a), _blurred(b)
    var_a, var_b = _blurred(a * a) - mean_a**2, _blurred(b * b) - mean_b**2
    both = _blurred(a * b) - mean_a * mean_b
    alike = (2 * mean_a * mean_b + 6.5025) * (2 * both + 58.5225)
    return float((alike / ((mean_a**2 + mean_b**2 + 6.5025) * (var_a + var_b + 58.5225))).mean())


def _blurred(plane: Luma) -> Luma:
    return cv2.GaussianBlur(plane, (11, 11), 1.5)


def _view(picture: Luma, x: float, y: float) -> Luma:
    """A frame of the picture from (x, y) on, to a fraction of a pixel."""
    move = np.array([[1, 0, x], [0, 1, y]], np.float64)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    size = (WIDTH, HEIGHT)
    return cv2.warpAffine(picture, move, size, flags=flags, borderMode=cv2.BORDER_REFLECT)
