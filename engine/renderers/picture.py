"""Picture: one of the row's pictures as pixels. It does not know what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.errors import RenderError

__all__ = ["read_picture", "read_rgba"]


def read_picture(path: Path) -> NDArray[Any]:
    """The picture as (h, w, 3) RGB, upright, its values taken as sRGB, transparency on white.

    Raises RenderError.
    """
    rgba = read_rgba(path)
    share = rgba[..., 3:].astype(np.float32) / 255
    return (rgba[..., :3] * share + 255 * (1 - share) + 0.5).astype(np.uint8)


def read_rgba(path: Path) -> NDArray[Any]:
    """The picture as (h, w, 4) RGBA, upright, its values taken as sRGB. Raises RenderError."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy

    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as opened:
            return np.asarray(ImageOps.exif_transpose(opened).convert("RGBA"))
    except (OSError, SyntaxError) as error:  # Pillow raises both for damaged files
        raise RenderError(
            "the picture cannot be read",
            f"{path}: {error}",
            "It was readable at intake: try again.",
        ) from error
