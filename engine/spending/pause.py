"""Pauses before a call is sent again: what was asked for, or exponential with full jitter.

Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from __future__ import annotations

import random

__all__ = ["TRIES", "is_too_long", "pause"]

TRIES = 5
"""How often one call is sent before it is given up."""
_FIRST = 1.0
_LONGEST = 60.0
"""Seconds; a server that asks for more is not waited for longer."""


def pause(attempt: int, after: float | None = None) -> float:
    """Seconds to wait after the attempt (from 0) that was not taken.

    `after` is what the server asked for.
    """
    if after is not None:
        return min(_LONGEST, max(0.0, after))
    return random.uniform(0, min(_LONGEST, _FIRST * 2**attempt))  # noqa: S311 - spreads load


def is_too_long(after: float | None) -> bool:
    """Whether the server asked for more: whoever comes sooner is only turned away again."""
    return after is not None and after > _LONGEST
