"""Inspection: takes and films measured, beside their limits."""

from engine.inspection.films import measure_film
from engine.inspection.joints import Joints
from engine.inspection.light import Light, light_of_clip, light_of_picture
from engine.inspection.limits import Limits, limits_for
from engine.inspection.takes import measure_take

__all__ = [
    "Joints",
    "Light",
    "Limits",
    "light_of_clip",
    "light_of_picture",
    "limits_for",
    "measure_film",
    "measure_take",
]
