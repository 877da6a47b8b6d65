"""Kits as a shop has them: a folder with drawn logos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from engine.brand import Brand, open_brand
from schemas.brand import BrandSettings


def logo(
    folder: Path, *inks: str, ground: str | None = None, name: str = "logo.png", wide: int = 900
) -> Path:
    """Bars of those colours beside each other, three times as wide as high in all."""
    high = wide // 3
    picture = Image.new("RGBA", (wide, high), ground or (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    room = wide // 12
    each = (wide - 2 * room) // len(inks)
    for n, ink in enumerate(inks):
        left = room + n * each
        draw.rectangle((left, room, left + each - 1, high - room - 1), fill=ink)
    path = folder / name
    picture.save(path)
    return path


def kit(folder: Path, **fields: Any) -> Brand:
    """The opened brand of a folder."""
    return open_brand(BrandSettings(**fields), folder)
