"""Easing: how much of a way is gone when a share of its time is. It knows no pictures."""

from __future__ import annotations

__all__ = ["eased"]


def eased(share: float) -> float:
    """From 0 to 1: slow, fastest in the middle, and slow again, as a cut at peak speed wants it."""
    return 4 * share**3 if share < 0.5 else 1 - 4 * (1 - share) ** 3
