"""Narration: a row's own spoken text over the beats, in place of what the house would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.writers.house.beat import Beat

__all__ = ["narrated"]


def narrated(beats: Sequence[Beat], sentences: int) -> list[Beat]:
    """The beats with the row's `sentences` (placeholders `narration1`, ...) shared out in order.

    No beat is spare any more: dropping one would drop what its author wrote.
    """
    each = sentences / len(beats)
    return [
        replace(
            beat,
            say=tuple(f"{{narration{k + 1}}}" for k in range(int(n * each), int((n + 1) * each))),
            spare=0,
        )
        for n, beat in enumerate(beats)
    ]
