"""Time: whole frames at an exact rate.

After OpenTimelineIO's `opentime`: a float of seconds is shown, never stored.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

__all__ = ["Rate", "covering", "frames_at", "nearest", "seconds_of"]


def _rate(value: object) -> Fraction:
    try:
        rate = value if isinstance(value, Fraction) else Fraction(str(value))
    except ZeroDivisionError:
        rate = Fraction(0)
    if not 1 <= rate <= 240:
        raise ValueError(f"a rate lies between 1 and 240 frames a second, not {value}")
    return rate


Rate = Annotated[Fraction, BeforeValidator(_rate), PlainSerializer(str, return_type=str)]
"""Frames per second as an exact fraction, written `24` or `30000/1001`."""


def frames_at(rate: Fraction, seconds: float | Fraction) -> int:
    """The fewest whole frames at `rate` that last at least `seconds`.

    A float within a millionth of a second of a whole frame means that frame: 0.1 is no fraction of
    a power of two.
    """
    if isinstance(seconds, Fraction):
        return ceil(seconds * rate)
    per_second = rate.numerator / rate.denominator
    frames = seconds * per_second
    nearest = round(frames)
    return nearest if abs(frames - nearest) <= 1e-6 * per_second else ceil(frames)


def nearest(frames: int, rate: Fraction, wanted: Fraction) -> int:
    """The frame of `wanted` that is nearest to frame `frames` of `rate`; of two the even one.

    In whole numbers, because a plan asks it for every cue of every row, and fractions take 20 times
    as long.
    """
    above, below = wanted.numerator * rate.denominator, wanted.denominator * rate.numerator
    whole, rest = divmod(frames * above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2))


def covering(frames: int, rate: Fraction, wanted: Fraction) -> int:
    """The fewest frames of `wanted` that last at least as long as `frames` of `rate`."""
    above, below = wanted.numerator * rate.denominator, wanted.denominator * rate.numerator
    return -(-frames * above // below)


def seconds_of(frames: int, rate: Fraction) -> float:
    """`frames` at `rate` in seconds, for showing and for FFmpeg's options."""
    return float(frames / rate)
