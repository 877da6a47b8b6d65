"""Placement: where pictures and type stand in a frame, chosen by what the pictures are."""

from engine.placement.choose import framed, placed
from engine.placement.occupied import occupied
from engine.placement.table import layout_names, layout_of
from engine.placement.tour import pieces_of
from engine.placement.uses import NEAR
from engine.placement.windows import MOST_ENLARGED, Seen, can_show_detail

__all__ = [
    "MOST_ENLARGED",
    "NEAR",
    "Seen",
    "can_show_detail",
    "framed",
    "layout_names",
    "layout_of",
    "occupied",
    "pieces_of",
    "placed",
]
