"""Type: fonts, styles, layout and drawing, through Pango."""

from engine.typeset.corners import logo_corner
from engine.typeset.draw import draw
from engine.typeset.fitting import Fitting
from engine.typeset.fonts import uncovered
from engine.typeset.layout import lay_out
from engine.typeset.recipe import REVISION, Motion, Placed, SpriteRecipe

__all__ = [
    "REVISION",
    "Fitting",
    "Motion",
    "Placed",
    "SpriteRecipe",
    "draw",
    "lay_out",
    "logo_corner",
    "uncovered",
]
