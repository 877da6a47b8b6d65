"""What is drawn flat: the lessons' slides with their diagrams, and the logo of "Fjell & Co".

Drawn at three or four times the size and reduced, so that lines stay smooth. The type is Source
Sans Pro (SIL OFL), from its wheel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from math import cos, pi, sin
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .forms import Array

FINE = 3
Drawing = Callable[[ImageDraw.ImageDraw, float], None]
"""Draws into a square of the given side in pixels."""
PLACES = (
    # lamp, its place, half the width of its beam, where its name stands; fractions of the side
    ("key", (0.12, 0.74), 0.10, (0.0, 0.13)),
    ("fill", (0.88, 0.74), 0.16, (0.0, 0.13)),
    ("rim", (0.78, 0.10), 0.05, (0.15, -0.02)),
)
SITTER = np.array((0.5, 0.44))
LOGO, FINER = (800, 200), 4
INKS = {"logo": (250, 247, 240, 255), "logo-dark": (24, 44, 50, 255)}
Ink = tuple[int, int, int, int]
PAPER: Ink = (244, 240, 232, 255)
AMBER: Ink = (240, 184, 92, 255)
FAINT: Ink = (244, 240, 232, 110)
IRON: Ink = (38, 46, 54, 255)
BEAM: Ink = (240, 184, 92, 46)


def slide(
    picture: NDArray[np.uint8], number: int, heading: str, text: str, diagram: Drawing
) -> NDArray[np.uint8]:
    """The picture with its left third darkened and lettered."""
    height, width = picture.shape[:2]
    unit = width / 1600 * FINE
    left, top, side = 84 * unit, 92 * unit, 350 * unit
    body = font("Regular", 31 * unit)
    sheet = Image.new("RGBA", (width * FINE, height * FINE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    pen.text((left, top), f"{number} / 3", font=font("Semibold", 26 * unit), fill=AMBER)
    pen.text((left, top + 42 * unit), heading, font=font("Semibold", 62 * unit), fill=PAPER)
    pen.multiline_text(
        (left, top + 136 * unit),
        wrapped(text, body, 480 * unit),
        font=body,
        fill=PAPER,
        spacing=11 * unit,
    )
    plot = Image.new("RGBA", (round(side), round(side)), (0, 0, 0, 0))
    diagram(ImageDraw.Draw(plot, "RGBA"), side)
    sheet.alpha_composite(plot, (round(left - 6 * unit), round(height * FINE - side - 66 * unit)))
    page = Image.fromarray(_shaded(picture)).convert("RGBA")
    page.alpha_composite(sheet.resize((width, height), Image.Resampling.LANCZOS))
    return np.asarray(page.convert("RGB"))


def lamps(lit: int) -> Drawing:
    """The set from above: camera, sitter, and three lamps of which the first `lit` burn."""

    def draw(pen: ImageDraw.ImageDraw, side: float) -> None:
        line = round(side * 0.008)

        def points(*places: Array) -> list[tuple[float, float]]:
            return [(float(x) * side, float(y) * side) for x, y in places]

        for index, (name, at, beam, label) in enumerate(PLACES):
            lamp = np.array(at)
            along = (SITTER - lamp) / np.linalg.norm(SITTER - lamp)
            across = np.array((-along[1], along[0]))
            on = index < lit
            ink = AMBER if on else FAINT
            if on:
                near, far = across * 0.03, across * beam
                pen.polygon(points(lamp + near, lamp - near, SITTER - far, SITTER + far), BEAM)
            back, wide, narrow = lamp - along * 0.055, across * 0.075, across * 0.05
            hood = points(lamp + wide, lamp - wide, back - narrow, back + narrow)
            pen.polygon(hood, fill=ink if on else None, outline=ink, width=line)
            (place,) = points(lamp + label)
            pen.text(place, name, font=font("Semibold", side * 0.075), fill=ink, anchor="mm")
        low, high = points(SITTER - 0.085, SITTER + 0.085)
        pen.ellipse((*low, *high), fill=PAPER)
        pen.polygon(
            points(*(SITTER + np.array(((-0.026, 0.077), (0.026, 0.077), (0, 0.115))))), PAPER
        )
        prism = np.array(((0.472, 0.86), (0.528, 0.86), (0.516, 0.9), (0.484, 0.9)))
        pen.polygon(points(*prism), fill=PAPER)
        body = (0.445 * side, 0.90 * side, 0.555 * side, 0.98 * side)
        pen.rounded_rectangle(body, 0.016 * side, outline=PAPER, width=line)

    return draw


def blades(stop: float, count: int = 7) -> Drawing:
    """An iris of `count` blades whose opening shrinks with the f-number, full at f/1.4.

    The exponent is gentler than the true 1 / f-number, so that f/16 still shows an opening.
    """

    def draw(pen: ImageDraw.ImageDraw, side: float) -> None:
        line, centre, outer = round(side * 0.008), side * 0.5, side * 0.44
        opening = outer * 0.86 * (1.4 / stop) ** 0.72
        rim = (centre - outer, centre - outer, centre + outer, centre + outer)
        pen.ellipse(rim, fill=IRON, outline=PAPER, width=line)
        angles = [2 * pi * index / count - pi / 2 for index in range(count)]
        hole = [(centre + opening * cos(a), centre + opening * sin(a)) for a in angles]
        pen.polygon(hole, fill=AMBER)
        for start, through in zip(hole, [*hole[1:], hole[0]], strict=True):
            along = np.subtract(start, through) / np.linalg.norm(np.subtract(start, through))
            offset = np.subtract(start, centre)
            ahead = float(offset @ along)
            reach = (ahead**2 - offset @ offset + (outer - line / 2) ** 2) ** 0.5 - ahead
            pen.line([start, tuple(start + along * reach)], fill=PAPER, width=line)
        pen.line([*hole, *hole[:2]], fill=PAPER, width=line, joint="curve")

    return draw


def make(home: Path) -> Iterator[str]:
    """Writes `brand/logo.png` and `brand/logo-dark.png` (RGBA); names them."""
    folder = home / "brand"
    folder.mkdir(parents=True, exist_ok=True)
    for name, ink in INKS.items():
        _logo(ink).save(folder / f"{name}.png", optimize=True)
        yield f"{name}.png"


def font(weight: str, size: float) -> ImageFont.FreeTypeFont:
    """A cut of Source Sans Pro at a size in pixels; ModuleNotFoundError without its wheel."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            "font_source_sans_pro is missing: pip install font-source-sans-pro"
        )
    files = Path(spec.origin).parent / "files"
    return ImageFont.truetype(files / f"SourceSansPro-{weight}.ttf", round(size))


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """The text in lines no wider than `width` pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if face.getlength(longer) <= width else [*lines, word]
    return "\n".join(lines)


def _shaded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture, darkened towards its left edge."""
    x = np.linspace(0, 1, picture.shape[1], dtype=np.float32)[None, :, None]
    shade = 0.86 * np.clip((0.50 - x) / 0.34, 0, 1) ** 1.2
    mixed = picture * (1 - shade) + np.array((17, 22, 28), np.float32) * shade
    return np.asarray(mixed, np.uint8)


def _logo(ink: Ink) -> Image.Image:
    sheet = Image.new("RGBA", (LOGO[0] * FINER, LOGO[1] * FINER), (*ink[:3], 0))
    pen = ImageDraw.Draw(sheet)

    def shape(points: list[tuple[float, float]], fill: Ink) -> None:
        pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=fill)

    clear = (*ink[:3], 0)
    shape([(12, 138), (66, 58), (120, 138)], ink)
    shape([(62, 138), (128, 26), (206, 138)], clear)
    shape([(74, 138), (132, 40), (200, 138)], ink)
    shape([(132, 40), (109, 79), (126, 74), (136, 88), (147, 75), (158, 78)], clear)
    shape([(132, 40), (113, 72), (127, 66), (136, 79), (146, 67), (151, 67)], ink)
    shape([(12, 152), (200, 152), (200, 158), (12, 158)], ink)
    shape([(52, 170), (160, 170), (160, 176), (52, 176)], ink)
    pen.text(
        (240 * FINER, 150 * FINER),
        "Fjell & Co",
        font=font("Semibold", 122 * FINER),
        fill=ink,
        anchor="ls",
    )
    return sheet.resize(LOGO, Image.Resampling.LANCZOS)
