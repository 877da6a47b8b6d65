"""Craft: how a film looks and reads as its viewer meets it, measured before it is made."""

from engine.inspection.craft.contrast import ContrastMeter, Lettering, letterings
from engine.inspection.craft.gate import faults_of, measure_craft
from engine.inspection.craft.paper import PaperEdit, edited, planned, timed

__all__ = [
    "ContrastMeter",
    "Lettering",
    "PaperEdit",
    "edited",
    "faults_of",
    "letterings",
    "measure_craft",
    "planned",
    "timed",
]
