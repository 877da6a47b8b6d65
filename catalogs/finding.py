"""Finding: why one row is not fit to become a brief.

It does not know the row; `catalogs.validate` makes a Reject of both.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.reject import Code

__all__ = ["Finding", "quoted"]

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, which value in which column is wrong, and what to write instead."""

    code: Code
    reason: str
    remedy: str


def quoted(value: str) -> str:
    """A value as reasons show it: in quotes, on one line, cut after 60 characters."""
    line = "".join(mark if mark.isprintable() else " " for mark in value)
    return f"'{line[:_SHOWN]}…'" if len(line) > _SHOWN else f"'{line}'"
