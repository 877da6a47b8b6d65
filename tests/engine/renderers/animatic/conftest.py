"""Synthetic pictures whose every part is known, and takes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.placement import Seen, framed, placed
from engine.renderers import Offer, Order
from engine.renderers.animatic import Animatic
from schemas.brief import Picture
from schemas.setup import Canvas, Setup
from schemas.shot import Shot
from schemas.understanding import Area, PictureKind, Understanding

Pixels = NDArray[Any]

LANDSCAPE = Canvas(width=320, height=180)
PORTRAIT = Canvas(width=180, height=320)
CANVASES = pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])

BRAND = {
    "background": "#14323a",
    "light": "#f4f1ea",
    "dark": "#12181b",
    "accent": "#e0703a",
    "panel_radius": 0.014,
}
SEEN = Understanding(
    kind=PictureKind.SCENE,
    confidence=0.9,
    subject=Area(left=0.4, top=0.4, right=0.6, bottom=0.6),
    plain=None,
    transparent=False,
    cut_across=False,
    cut_down=False,
    details=((0.5, 0.5),),
    true_width=640,
)
"""A thing in the middle of a scene, which any frame may show."""
GROUND, THING = (206, 200, 190), (20, 90, 160)


def studio(
    box: tuple[float, float, float, float] = (0.4, 0.3, 0.6, 0.8),
    size: tuple[int, int] = (640, 480),
) -> Pixels:
    """A blue thing (left, top, right, bottom, as fractions) before a warm sweep, darker upwards."""
    width, height = size
    fall = np.linspace(0.85, 1.05, height)[:, None, None]
    pixels: Pixels = np.clip(np.array(GROUND) * fall, 0, 255) * np.ones((1, width, 1))
    left, right = (round(box[i] * width) for i in (0, 2))
    top, bottom = (round(box[i] * height) for i in (1, 3))
    pixels[top:bottom, left:right] = THING
    return pixels.astype(np.uint8)


def texture(size: tuple[int, int] = (640, 480)) -> Pixels:
    """Soft noise all over: no plain ground, and something to see move everywhere."""
    noise = np.random.default_rng(5).random((size[1], size[0], 3), np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 3)
    stretched: Pixels = (soft - soft.mean()) / soft.std() * 45 + 128
    return np.clip(stretched, 0, 255).astype(np.uint8)


def flat(colour: tuple[int, int, int], size: tuple[int, int] = (640, 480)) -> Pixels:
    """One colour."""
    return np.full((size[1], size[0], 3), colour, np.uint8)


def thing_in(pixels: Pixels) -> Pixels:
    """Where the blue thing is."""
    rgb = pixels.astype(int)
    return np.asarray(rgb[..., 2] - rgb[..., 0] > 60)


def box_of(mask: Pixels) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is true, as fractions."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    height, width = mask.shape
    return (
        columns[0] / width,
        rows[0] / height,
        (columns[-1] + 1) / width,
        (rows[-1] + 1) / height,
    )


def decoded(take: Path) -> list[Pixels]:
    """Every frame as RGB, read by PyAV after the file's own tags."""
    with av.open(str(take)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


Shoot = Callable[..., Path]


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """Shoots a shot over pictures that are given as pixels, or as files."""

    def _shoot(
        shot: Shot,
        *pictures: Pixels | Path,
        canvas: Canvas = LANDSCAPE,
        frames: int = 24,
        background: str = "#14323a",
        known: Understanding = SEEN,
        name: str = "take.mp4",
    ) -> Path:
        files = [
            picture if isinstance(picture, Path) else _saved(picture, tmp_path / f"{n}.png")
            for n, picture in enumerate(pictures)
        ]
        renderer, brand = Animatic(), {**BRAND, "background": background}
        found = tuple(_found(path, known) for path in files)
        seen = [Seen.of(one) for one in found]
        offer = renderer.offer(shot, canvas, frames, brand)
        assert isinstance(offer, Offer)
        setup = Setup(
            shot=shot,
            canvas=canvas,
            frames=frames,
            renderer=renderer.name,
            style_inputs=dict(offer.style_inputs),
            pictures=found,
            placement=placed(shot, canvas, seen, brand, worded=False)
            if offer.composes
            else framed(shot, canvas, seen, brand),
        )
        target = tmp_path / name
        renderer.shooter().shoot(Order(setup, tuple(files)), target, lambda _share: None)
        return target

    return _shoot


def _saved(pixels: Pixels, path: Path) -> Path:
    Image.fromarray(pixels).save(path)
    return path


def _found(path: Path, known: Understanding) -> Picture:
    digest = hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()
    return Picture(path=path.name, sha256=digest, width=640, height=480, format="PNG", seen=known)
