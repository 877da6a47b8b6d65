"""Pace: how shots follow each other, per kind of film. Data, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.brief import Kind

__all__ = ["PACE", "Pace"]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long a dissolve lasts, and what stays of a shot after its words end.

    `tightest` is the share of its written length that a shot keeps when its words turn out short.
    """

    dissolve: float
    tail: float
    tightest: float


PACE = {
    Kind.PRODUCT: Pace(dissolve=0.42, tail=0.45, tightest=0.85),
    Kind.LESSON: Pace(dissolve=0.34, tail=0.55, tightest=0.85),
    Kind.AD: Pace(dissolve=0.0, tail=0.25, tightest=0.8),
}
"""An ad lives on cuts; a lesson leaves a breath after every sentence."""
