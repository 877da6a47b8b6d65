"""Served run: what a run of `callsheet serve` made, kept for its message and for the figures."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from schemas.record import Record
from schemas.run import Counts

__all__ = ["Approval", "Cause", "ServedRun"]


class Cause(Record):
    """Why rows were left out: one code, how many rows have it, and what to do about the first."""

    SCHEMA: ClassVar[str] = "cause/1"

    code: str
    rows: int
    reason: str
    remedy: str


class ServedRun(Record):
    """What a run that came to its end made."""

    SCHEMA: ClassVar[str] = "served-run/1"

    run: str
    """Its id on Prefect's server."""
    production: str
    sentence: str
    status: int
    """0 all delivered, 1 rows were left out, 3 a defect; as the command's exit status."""
    counts: Counts
    causes: tuple[Cause, ...] = ()
    """The commonest, of those rejects that the run's result holds."""
    films: str
    """The contact sheet's address."""
    rejects: str = ""
    """The address of rejects.csv, where there are any."""
    ended: datetime


class Approval(Record):
    """Who approved or rejected a plan, and when."""

    SCHEMA: ClassVar[str] = "approval/1"

    run: str
    """The id of the run that asked."""
    what: str
    """What was asked for, as a sentence has it: "spending up to 12.50 EUR"."""
    approved: bool
    name: str
    note: str = ""
    when: datetime

    def sentence(self) -> str:
        """As people are told: approved by Ada on 2026-11-28 at 09:30 UTC."""
        verdict = "approved" if self.approved else "rejected"
        return f"{verdict} by {self.name} on {self.when:%Y-%m-%d at %H:%M} UTC"
