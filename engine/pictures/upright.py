"""Upright: a picture's pixels, as everyone here sees them: at intake, and when it is rendered.

It must be one function, because what was understood of a picture is placed on what is rendered. It
knows no formats and no errors' words.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["DAMAGED", "upright"]

DAMAGED = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error),
    *(ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, TypeError),
)
"""What comes out of Pillow's decoders for damaged files: the second line is of files that were made
to, as a PNG without the palette that it says it has.
"""


def upright(image: Image) -> NDArray[Any]:
    """An opened picture, turned as its EXIF data say (CIPA DC-008, 4.6.4), its values as sRGB.

    (h, w, 3), or (h, w, 4) where it has transparency; uint8. Raises any of `DAMAGED`.
    """
    from PIL import ImageOps  # noqa: PLC0415 - heavy, and only where pictures are opened

    image.load()
    clear = image.has_transparency_data
    return np.asarray(ImageOps.exif_transpose(image).convert("RGBA" if clear else "RGB"))
