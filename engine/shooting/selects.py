"""Selects: the result of shooting: accepted takes, and errors, by setup.

It does not know how takes are made, nor which films they are for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.jobs.shooting import AcceptedTake
from schemas.errors import CallsheetError
from schemas.inspection import Inspection

__all__ = ["Selects"]


@dataclass(frozen=True, slots=True)
class Selects:
    """`takes` and `failures` are by setup key, `inspections` by take.

    `rendered` counts the takes that were made now, `retakes` those of them beyond the first of
    their setup.
    """

    takes: Mapping[str, AcceptedTake]
    inspections: Mapping[str, Inspection]
    failures: Mapping[str, CallsheetError]
    rendered: int = 0
    retakes: int = 0

    def take(self, setup: str) -> AcceptedTake:
        """The accepted take of that setup. Raises what its shooting failed with."""
        if setup in self.failures:
            raise self.failures[setup]
        return self.takes[setup]
