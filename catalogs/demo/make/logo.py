"""The mark and wordmark of the shop "Fjell & Co": two peaks over a waterline.

Drawn at four times the size and reduced; one file for dark grounds, one for light ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from .lettering import Ink, font

SIZE, FINE = (800, 200), 4
INKS = {"logo": (250, 247, 240, 255), "logo-dark": (24, 44, 50, 255)}


def make(home: Path) -> Iterator[str]:
    """Writes `brand/logo.png` and `brand/logo-dark.png` (RGBA); names them."""
    folder = home / "brand"
    folder.mkdir(parents=True, exist_ok=True)
    for name, ink in INKS.items():
        _drawn(ink).save(folder / f"{name}.png", optimize=True)
        yield f"{name}.png"


def _drawn(ink: Ink) -> Image.Image:
    sheet = Image.new("RGBA", (SIZE[0] * FINE, SIZE[1] * FINE), (*ink[:3], 0))
    pen = ImageDraw.Draw(sheet)

    def shape(points: list[tuple[float, float]], fill: Ink) -> None:
        pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    clear = (*ink[:3], 0)
    shape([(12, 138), (66, 58), (120, 138)], ink)
    shape([(62, 138), (128, 26), (206, 138)], clear)
    shape([(74, 138), (132, 40), (200, 138)], ink)
    shape([(132, 40), (109, 79), (126, 74), (136, 88), (147, 75), (158, 78)], clear)
    shape([(132, 40), (113, 72), (127, 66), (136, 79), (146, 67), (151, 67)], ink)
    shape([(12, 152), (200, 152), (200, 158), (12, 158)], ink)
    shape([(52, 170), (160, 170), (160, 176), (52, 176)], ink)
    pen.text(
        (240 * FINE, 150 * FINE),
        "Fjell & Co",
        font=font("Semibold", 122 * FINE),
        fill=ink,
        anchor="ls",
    )
    return sheet.resize(SIZE, Image.Resampling.LANCZOS)
