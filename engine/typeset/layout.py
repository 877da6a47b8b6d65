"""Layout: all of a film's layers in their places.

It sorts layers into blocks and corners and keeps them clear of each other; both set themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine.brand import Brand
from engine.typeset.block import set_block
from engine.typeset.context import TypeContext
from engine.typeset.corners import caption_band, corner_band, label_band, set_corner
from engine.typeset.recipe import Placed
from engine.typeset.regions import block_region, safe_region
from schemas.delivery import SafeArea
from schemas.edit import Layer, LayerRole
from schemas.setup import Canvas
from schemas.shot import CopySpace

__all__ = ["lay_out"]

_CORNERS = frozenset({LayerRole.CAPTION, LayerRole.LOGO, LayerRole.LABEL, LayerRole.LEGAL})


def lay_out(
    layers: Sequence[Layer], canvas: Canvas, safe: SafeArea, brand: Brand
) -> tuple[Placed, ...]:
    """Every layer's pieces in place, in the order in which they are drawn.

    All type lies in the safe area; only the scrims behind blocks reach beyond.
    Raises RowError (GLYPH, TOO_LONG), and ProductionError for a logo that the brand does not have.
    """
    context = TypeContext(brand=brand, canvas=canvas, width=canvas.width)
    area = safe_region(canvas, safe)
    roles = {layer.role for layer in layers}
    under = caption_band(context) if LayerRole.CAPTION in roles else 0
    in_corner = any(layer.role is LayerRole.LOGO and layer.place is None for layer in layers)
    logo = corner_band(context) if in_corner else 0
    placed: list[Placed] = []
    blocks = [(n, layer) for n, layer in enumerate(layers) if layer.role not in _CORNERS]
    for _, group in groupby(blocks, key=lambda pair: pair[1].shot):
        block = list(group)
        over = max(logo, _label_over(block, layers, context))
        place = block[0][1].place
        region = block_region(area, canvas, _copy_space(block), place, over=over, under=under)
        placed += set_block(block, region, context)
    corners = [(n, layer) for n, layer in enumerate(layers) if layer.role in _CORNERS]
    placed += [set_corner(n, layer, area, context) for n, layer in corners]
    return tuple(placed)


def _label_over(
    block: Sequence[tuple[int, Layer]], layers: Sequence[Layer], context: TypeContext
) -> int:
    """Pixels that the label takes from a block; none where it has gone before the block comes."""
    begins = min(layer.start for _, layer in block)
    labels = (layer for layer in layers if layer.role is LayerRole.LABEL and layer.end > begins)
    return max((label_band(label.text[0], context) for label in labels), default=0)


def _copy_space(block: Sequence[tuple[int, Layer]]) -> CopySpace:
    """The shot's copy space; a lower third alone stands over the picture whatever that leaves."""
    if all(layer.role is LayerRole.LOWER_THIRD for _, layer in block):
        return CopySpace.NONE
    return block[0][1].copy_space
