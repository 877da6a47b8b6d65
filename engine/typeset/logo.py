"""Logo: the brand's mark at the size that it is shown.

It knows picture files; not the corner that the logo stands in.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.brand import Brand
from engine.inputs import InputFile
from engine.typeset.recipe import SpriteRecipe
from schemas.edit import TextTone
from schemas.errors import ProductionError

__all__ = ["logo_for", "logo_pixels", "logo_size"]


def logo_for(brand: Brand, tone: TextTone) -> InputFile:
    """The logo for dark or light pictures. Raises ProductionError where the brand has none."""
    logo = brand.logo_dark if tone is TextTone.DARK else brand.logo
    if logo is None:
        raise ProductionError(
            "the edit shows a logo and the brand has none",
            "brand.logo in the production",
            "Name a logo file, or leave the logo out.",
        )
    return logo


def logo_size(logo: InputFile, height: float, width: float) -> tuple[int, int]:
    """Width and height in pixels of the logo, as large as `height` and `width` allow."""
    wide, high = _size(logo.path, logo.sha256)
    scale = min(height / high, width / wide)
    return max(2, round(wide * scale)), max(2, round(high * scale))


def logo_pixels(recipe: SpriteRecipe, brand: Brand) -> NDArray[Any]:
    """(h, w, 4) uint8 RGBA, scaled to fill the recipe's width and height."""
    import numpy as np  # noqa: PLC0415 - with pyvips, and only for drawing

    logos = (brand.logo, brand.logo_dark)
    logo = next(one for one in logos if one and one.sha256 == recipe.logo)
    image = _opened(logo.path)
    across, down = recipe.width / image.width, recipe.height / image.height
    scaled = image.premultiply().resize(across, vscale=down, kernel="lanczos3").unpremultiply()
    fitted = scaled.cast("uchar").gravity("centre", recipe.width, recipe.height)
    return np.ascontiguousarray(fitted.numpy())


@functools.lru_cache(maxsize=16)
def _size(path: Path, sha256: str) -> tuple[int, int]:  # noqa: ARG001 - a changed file is another
    image = _opened(path)
    return image.width, image.height


def _opened(path: Path) -> Any:
    """The file as sRGB with alpha. Raises ProductionError where it is no picture."""
    import pyvips  # noqa: PLC0415 - a native library

    try:
        image = pyvips.Image.new_from_file(str(path)).colourspace("srgb")
    except pyvips.Error as error:
        raise ProductionError(
            "the brand's logo cannot be read as a picture",
            str(path),
            "Save it as PNG with a transparent background, or as SVG.",
        ) from error
    return image if image.hasalpha() else image.addalpha()
