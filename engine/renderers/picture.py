"""Picture: one of the row's pictures as pixels. It does not know what becomes of them.

What it makes is keyed by the revisions of the renderers that use it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.pictures.upright import DAMAGED, upright
from schemas.errors import RenderError

__all__ = ["read_pixels"]


def read_pixels(path: Path) -> NDArray[Any]:
    """The picture, upright, its values taken as sRGB: (h, w, 3), or (h, w, 4) with transparency.

    Raises RenderError.
    """
    from PIL import Image  # noqa: PLC0415 - heavy

    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as opened:
            return upright(opened)
    except DAMAGED as error:
        raise RenderError(
            "the picture cannot be read",
            f"{path}: {error}",
            "See that it is there, and a whole JPEG, PNG or WebP; at intake it was.",
        ) from error
