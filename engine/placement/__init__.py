"""Placement: where pictures and type stand in a frame, chosen by what the pictures are."""

from engine.placement.choose import NEAR, framed, placed
from engine.placement.table import layout_names
from engine.placement.windows import Seen, can_show_detail

__all__ = ["NEAR", "Seen", "can_show_detail", "framed", "layout_names", "placed"]
