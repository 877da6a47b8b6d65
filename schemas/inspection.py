"""Inspection: measurements beside their limits.

It does not know how anything is measured, nor who acts on a failure.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.record import Record

__all__ = ["Inspection", "Limit", "Measurement"]


class Limit(Record):
    """The allowed range of one measure, ends included; `None` leaves an end open.

    `retake` says that another seed can change the outcome, so a failed take is worth another.
    `advice` says that what lies beyond it is told and stops nothing: a matter of taste.
    """

    SCHEMA: ClassVar[str] = "limit/1"

    measure: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    retake: bool = False
    advice: bool = False
    why: str = ""

    def allows(self, value: float) -> bool:
        """Whether `value` lies within the limit. NaN never does."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class Measurement(Record):
    """One measured value with the limit that it was held against, if any."""

    SCHEMA: ClassVar[str] = "measurement/1"

    measure: str
    value: float
    unit: str = ""
    limit: Limit | None = None

    @property
    def passed(self) -> bool:
        """Whether the value is within its limit."""
        return self.limit is None or self.limit.allows(self.value)


class Inspection(Record):
    """What was measured of one take or film. `subject` is its key."""

    SCHEMA: ClassVar[str] = "inspection/1"

    subject: str
    measurements: tuple[Measurement, ...]
    luma: tuple[tuple[float, ...], ...] = ()
    """Mean luma (0 black, 1 white) over a grid of 6 rows by 6 columns, top left first: where type
    asks whether the picture beneath it is light or dark. Empty where no picture was measured."""
    spread: tuple[tuple[float, ...], ...] = ()
    """Standard deviation of luma in the same cells, over their pixels and all frames: where type
    asks whether the picture beneath it is calm. Measured of takes only."""
    sound: bool = False
    """Whether a take has a sound of its own, which its film then plays."""

    @property
    def failed(self) -> tuple[Measurement, ...]:
        """The measurements outside their limits."""
        return tuple(found for found in self.measurements if not found.passed)

    @property
    def refused(self) -> tuple[Measurement, ...]:
        """The measurements outside limits that are no mere advice."""
        return tuple(found for found in self.failed if found.limit and not found.limit.advice)

    @property
    def passed(self) -> bool:
        """Whether every measurement is within its limit."""
        return not self.failed

    @property
    def retakeable(self) -> bool:
        """Whether another seed can cure every failure."""
        failed = self.failed
        return bool(failed) and all(found.limit and found.limit.retake for found in failed)
