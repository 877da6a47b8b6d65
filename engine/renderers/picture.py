"""Picture: one of the row's pictures as pixels. It does not know what becomes of them.

What it makes is keyed by the revisions of the renderers' cards that use it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.errors import RenderError

__all__ = ["read_picture"]


def read_picture(path: Path) -> NDArray[Any]:
    """The picture as (h, w, 3) RGB, upright, its values taken as sRGB, transparency on white.

    Raises RenderError.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy

    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError) as error:  # Pillow raises both for damaged files
        raise RenderError(
            "the picture cannot be read",
            f"{path}: {error}",
            "It was readable at intake: try again.",
        ) from error
    white = Image.new("RGBA", upright.size, "white")
    return np.asarray(Image.alpha_composite(white, upright).convert("RGB"))
