"""Figures: what this serve's runs made, for Prometheus, and whether serve itself is well.

Counters begin at nought with every serve, as Prometheus expects; the age of the last good run does
not. It asks nobody: who learns something says it here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from schemas.served_run import ServedRun

__all__ = ["Figures"]

_STALE = 60.0
"""Seconds without an answer of Prefect's server after which serve is not well."""


class Figures:
    """The figures of one serve."""

    def __init__(self, productions: Iterable[str], past: Iterable[ServedRun]) -> None:
        self._registry = CollectorRegistry()
        self._runs = self._counter("runs", "Runs that ended, by their state.", "state")
        self._films = self._counter("films", "Films by what happened to them.", "outcome")
        self._rejects = self._counter("rejects", "Rows that were left out.")
        self._seconds = self._counter("seconds", "Seconds of runs by stage.", "stage")
        self._spent = self._counter("spent", "Money spent on paid calls.", "currency")
        self.queue = Gauge(
            "callsheet_queue", "Runs that are due and have not begun.", registry=self._registry
        )
        self._age = Gauge(
            "callsheet_last_good_run_age_seconds",
            "Age of the last run that delivered all it was asked for.",
            ["production"],
            registry=self._registry,
        )
        self._well = Gauge("callsheet_up", "1 while /health says ok.", registry=self._registry)
        self._good: dict[str, datetime] = {}
        self._asked: Callable[[], float] | None = None
        for name in productions:
            self._age.labels(name).set_function(lambda name=name: self._age_of(name))  # type: ignore[misc]
        for record in past:
            self._note_good(record)

    def follow(self, asked: Callable[[], float]) -> None:
        """From now on `asked` says when Prefect's server last answered (monotonic seconds)."""
        self._asked = asked

    def count(self, production: str, state: str, record: ServedRun | None) -> None:
        """A run has ended."""
        self._runs.labels(production, state).inc()
        if record is None:
            return
        counts = record.counts
        for outcome, films in counts.films.model_dump().items():
            self._films.labels(production, outcome).inc(films)
        self._rejects.labels(production).inc(counts.rejects)
        for stage, seconds in counts.seconds.items():
            self._seconds.labels(production, stage).inc(seconds)
        if counts.spent.currency:
            self._spent.labels(production, counts.spent.currency).inc(float(counts.spent.amount))
        self._note_good(record)

    @property
    def health(self) -> tuple[bool, str]:
        """Whether serve is well, and a sentence."""
        if self._asked is None:
            return False, "callsheet serve is starting"
        since = time.monotonic() - self._asked()
        if since > _STALE:
            return False, f"Prefect's server has not answered for {since:.0f} s"
        return True, "ok"

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        self._well.set(self.health[0])
        return generate_latest(self._registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        labelled = ["production", *labels]
        return Counter(f"callsheet_{name}", what, labelled, registry=self._registry)

    def _note_good(self, record: ServedRun) -> None:
        if record.status == 0:
            known = self._good.get(record.production, record.ended)
            self._good[record.production] = max(known, record.ended)

    def _age_of(self, production: str) -> float:
        """Not a number where there was none, which no alert on an age takes for a young one."""
        good = self._good.get(production)
        return (datetime.now(UTC) - good).total_seconds() if good else float("nan")
