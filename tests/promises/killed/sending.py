"""Sending: paid jobs whose submissions are given up soon, so that a dead sender is not waited for
for minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.spending import PaidCalls
from engine.spending.jobs import JobProvider
from schemas.money import Money

__all__ = ["Soon"]

_SUBMITTED = 0.5
"""Seconds in which a submission on loopback has ended."""


class Soon:
    """Runs jobs as `calls` does; a JobRunner."""

    def __init__(self, calls: PaidCalls) -> None:
        self._calls = calls

    def run_job(
        self,
        key: str,
        max_cost: Money | None,
        provider: JobProvider,
        save: Callable[[Callable[[Path], None]], dict[str, Any]],
        **options: Any,
    ) -> dict[str, Any]:
        """With a lease of a second."""
        return self._calls.run_job(
            key, max_cost, provider, save, submit_timeout=_SUBMITTED, **options
        )
