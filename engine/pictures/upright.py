"""Upright: a picture's pixels, as everyone here sees them: at intake, and when it is rendered.

It must be one function, because what was understood of a picture is placed on what is rendered. It
knows no formats and no errors' words.
"""

from __future__ import annotations

import io
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

_SRGB = (b"sRGB", "sRGB".encode("utf-16-be"))
"""In the name of a profile, as its versions 2 and 4 write it: it changes nothing."""


def upright(image: Image) -> NDArray[Any]:
    """An opened picture, turned as its EXIF data say (CIPA DC-008, 4.6.4), its values as sRGB.

    (h, w, 3), or (h, w, 4) where it has transparency; uint8. Raises any of `DAMAGED`.
    """
    from PIL import ImageOps  # noqa: PLC0415 - heavy, and only where pictures are opened

    image.load()
    mode = "RGBA" if image.has_transparency_data else "RGB"
    turned = ImageOps.exif_transpose(image)
    return np.asarray(_in_srgb(turned, mode).convert(mode))


def _in_srgb(image: Image, mode: str) -> Image:
    """The picture with its colours as sRGB, where its profile (ICC.1) says that they are others. A
    profile that is damaged, or of another kind of picture, says nothing.
    """
    profile = image.info.get("icc_profile")
    named = profile and any(name in profile for name in _SRGB)
    if not profile or named or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    from PIL import ImageCms  # noqa: PLC0415 - only where a profile is

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        wanted = mode if image.mode == "RGBA" else "RGB"
        found = ImageCms.profileToProfile(
            image, own, ImageCms.createProfile("sRGB"), outputMode=wanted
        )
    except (ImageCms.PyCMSError, *DAMAGED):
        return image
    return found or image
