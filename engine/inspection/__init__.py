"""Inspection: takes and films measured, beside their limits."""

from engine.inspection.films import measure_film
from engine.inspection.limits import Limits, limits_for
from engine.inspection.takes import measure_take

__all__ = ["Limits", "limits_for", "measure_film", "measure_take"]
