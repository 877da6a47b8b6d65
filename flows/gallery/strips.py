"""Strips: a film's shots side by side as they stand when they have settled, with their type.

They are drawn by the film's own parts, from a row, and nothing is encoded or kept. It does not know
which designs there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.binding import bound, values
from engine.brand import Brand
from engine.designs import shipped
from engine.edit.tone import tone_for
from engine.layouts import GRID
from engine.placement import Seen, placed
from engine.renderers.animatic.shooter import frames_placed
from engine.typeset import draw, lay_out
from engine.writers.template import TemplateWriter
from schemas.brief import Brief, Material
from schemas.delivery import SafeArea
from schemas.edit import Layer, LayerRole
from schemas.script import Script
from schemas.setup import Canvas, Setup
from schemas.shot import Shot
from schemas.storyboard import pictures_of

__all__ = ["SHAPES", "Rows", "rgb_of", "shots_of", "side_by_side"]

Pixels = NDArray[Any]
"""(h, w, 3) uint8 RGB."""

_SETTLED = 5
"""Frames of a second each after which every move has ended."""
SHAPES = {
    "16:9": (Canvas(width=960, height=540, rate=Fraction(1)), SafeArea()),
    "1:1": (Canvas(width=540, height=540, rate=Fraction(1)), SafeArea()),
    "4:5": (Canvas(width=540, height=676, rate=Fraction(1)), SafeArea()),
    "9:16": (
        Canvas(width=540, height=960, rate=Fraction(1)),
        SafeArea(top=0.14, right=0.06, bottom=0.35, left=0.06),
    ),
}
"""The four shapes at half of their size, with what placements keep free."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows with their pictures, under one folder, in one brand's colours."""

    root: Path
    brand: Brand
    briefs: dict[str, Brief]
    material: dict[str, Material]


def shots_of(rows: Rows, row: str, design: str, canvas: Canvas, safe: SafeArea) -> list[Pixels]:
    """The settled frame of each shot of the row's film. Raises RowError."""
    brief, material = rows.briefs[row], rows.material[row]
    if shipped()[design].fits.most == 0:
        material = Material()
    writer = TemplateWriter(design=design)
    board = writer.storyboard(brief, material)
    script = bound(writer.script(brief, board, brief.locale), values(brief, brief.locale))
    return [_frame(rows, shot, script, material, canvas, safe) for shot in board.shown_shots]


def side_by_side(frames: Sequence[Pixels], height: int, gap: int = 4) -> Pixels:
    """The frames in a row, all of that height."""
    parts: list[Pixels] = []
    for frame in frames:
        size = round(frame.shape[1] * height / frame.shape[0]), height
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        parts += [small, np.full((height, gap, 3), 255, np.uint8)]
    return np.hstack(parts[:-1])


def _frame(
    rows: Rows, shot: Shot, script: Script, material: Material, canvas: Canvas, safe: SafeArea
) -> Pixels:
    numbers = pictures_of(shot)
    seen = [Seen.of(picture) for picture in material.pictures]
    titles = [title for title in script.titles if title.shot == shot.name]
    style = rows.brand.style_inputs()
    placement = placed(
        shot,
        canvas,
        [seen[n] for n in numbers],
        style,
        worded=bool(titles),
        colours=seen[0].colours if seen else (),
    )
    setup = Setup(
        shot=shot,
        canvas=canvas,
        frames=_SETTLED,
        renderer="animatic",
        style_inputs=style,
        pictures=tuple(material.pictures[n] for n in numbers),
        placement=placement,
    )
    files = [rows.root / material.pictures[n].path for n in numbers]
    *_, raw = frames_placed(setup, placement, files)
    frame = rgb_of(raw, canvas)
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    grid = cv2.resize(grey, (GRID, GRID), interpolation=cv2.INTER_AREA).tolist()
    layers = tuple(
        Layer(
            role=LayerRole(title.role.value),
            text=title.text,
            number=title.number,
            locale=script.locale,
            start=0,
            frames=_SETTLED,
            tone=tone_for(grid, canvas, shot.description.copy_space, placement.type),
            shot=shot.name,
            copy_space=shot.description.copy_space,
            place=placement.type,
        )
        for title in titles
    )
    for piece in lay_out(layers, canvas, safe, rows.brand):
        _lay(frame, draw(piece.recipe, rows.brand), round(piece.x), round(piece.y))
    return frame


def rgb_of(raw: bytes, canvas: Canvas) -> Pixels:
    """The bytes of yuv420p (BT.709, limited range) as RGB."""
    height, width = canvas.height, canvas.width
    planes = np.frombuffer(raw, np.uint8)
    luma = planes[: height * width].reshape(height, width).astype(np.float32)
    half = planes[height * width :].reshape(2, height // 2, width // 2)
    u, v = (cv2.resize(one, (width, height)).astype(np.float32) - 128 for one in half)
    y = (luma - 16) * (255 / 219)
    red, blue = y + 1.5748 * 255 / 224 * v, y + 1.8556 * 255 / 224 * u
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    return np.clip(np.dstack([red, green, blue]) + 0.5, 0, 255).astype(np.uint8)


def _lay(frame: Pixels, piece: NDArray[Any], x: int, y: int) -> None:
    """Lay a drawn piece over the frame, in place, clipped to it."""
    height, width = frame.shape[:2]
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + piece.shape[1]), min(height, y + piece.shape[0])
    if left >= right or top >= bottom:
        return
    part = piece[top - y : bottom - y, left - x : right - x].astype(np.float32)
    share = part[..., 3:] / 255
    under = frame[top:bottom, left:right]
    frame[top:bottom, left:right] = under * (1 - share) + part[..., :3] * share + 0.5
