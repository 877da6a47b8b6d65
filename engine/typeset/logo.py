"""Logo: the brand's mark at the size that it is shown.

It knows picture files; not the corner that the logo stands in.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from engine.brand import Brand
from engine.inputs import InputFile
from engine.logo import Mark, mark_of, open_logo
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
    """Width and height in pixels of the logo, as large as `height` and `width` allow: of the mark
    itself, since margins of a file would set it beside its place.
    """
    mark = mark_of(logo.path, logo.sha256)
    scale = min(height / mark.height, width / mark.width)
    return max(2, round(mark.width * scale)), max(2, round(mark.height * scale))


def logo_pixels(recipe: SpriteRecipe, brand: Brand) -> NDArray[Any]:
    """(h, w, 4) uint8 RGBA, scaled to fill the recipe's width and height."""
    import numpy as np  # noqa: PLC0415 - with pyvips, and only for drawing

    logos = (brand.logo, brand.logo_dark)
    logo = next(one for one in logos if one and one.sha256 == recipe.logo)
    mark = mark_of(logo.path, logo.sha256)
    scale = max(recipe.width / mark.width, recipe.height / mark.height) if mark.vector else 1.0
    image = _cropped(open_logo(logo.path, scale), mark, scale)
    across, down = recipe.width / image.width, recipe.height / image.height
    scaled = image.premultiply().resize(across, vscale=down, kernel="lanczos3").unpremultiply()
    fitted = scaled.cast("uchar").gravity("centre", recipe.width, recipe.height)
    return np.ascontiguousarray(fitted.numpy())


def _cropped(image: Any, mark: Mark, scale: float) -> Any:
    """The mark alone, of a picture that was opened at `scale`."""
    left = min(image.width - 1, round(mark.left * scale))
    top = min(image.height - 1, round(mark.top * scale))
    wide = max(1, min(image.width - left, round(mark.width * scale)))
    high = max(1, min(image.height - top, round(mark.height * scale)))
    return image.crop(left, top, wide, high)
