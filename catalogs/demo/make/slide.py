"""Sets a course slide over a picture: heading, one sentence, a line drawing of how it was made.

Drawn at three times the size and reduced, so that lines stay smooth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .diagrams import Drawing
from .lettering import AMBER, PAPER, font, wrapped

FINE = 3


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


def _shaded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture, darkened towards its left edge."""
    x = np.linspace(0, 1, picture.shape[1], dtype=np.float32)[None, :, None]
    shade = 0.86 * np.clip((0.50 - x) / 0.34, 0, 1) ** 1.2
    mixed = picture * (1 - shade) + np.array((17, 22, 28), np.float32) * shade
    return np.asarray(mixed, np.uint8)
