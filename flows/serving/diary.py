"""Diary: what served runs made and who was told, as files in the state folder.

It does not know Prefect: a run is an id. Files rather than a database, because a run's process
writes its own record while serve reads others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from engine.production.run import RunResult
from schemas.errors import ProductionError, StoreError
from schemas.served_run import Approval, Cause, ServedRun

__all__ = ["Diary", "record_of"]

_CAUSES = 3


class Diary:
    """The diary in `state`, which is made where it is not. Raises ProductionError where it cannot
    be.
    """

    def __init__(self, state: Path) -> None:
        self._runs, self._told = state / "runs", state / "told"
        self._approvals = state / "approvals"
        self._begun = state / "told" / "begun"
        try:
            for folder in (self._runs, self._told, self._approvals):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self._begun.exists():
                self._begun.touch()
        except OSError as error:
            raise ProductionError(
                "the state folder cannot be written",
                f"state {state}: {error.strerror or error}",
                "Name another with `state:` in the serving file.",
            ) from error

    @property
    def begun(self) -> datetime:
        """When this diary was begun: of runs that ended before, nobody is told."""
        return datetime.fromtimestamp(self._begun.stat().st_mtime, UTC)

    def write(self, record: ServedRun) -> None:
        """Keep what a run made."""
        part = self._runs / f"{record.run}.part"
        part.write_text(json.dumps(record.document()), "utf-8")
        part.replace(self._runs / f"{record.run}.json")

    def read(self, run: str) -> ServedRun | None:
        """What that run made, where it came to its end."""
        try:
            document = json.loads((self._runs / f"{run}.json").read_text("utf-8"))
            return ServedRun.from_document(document)
        except (OSError, ValueError, StoreError):
            return None

    def records(self) -> Iterator[ServedRun]:
        """What is kept, in no order."""
        for path in self._runs.glob("*.json"):
            if (record := self.read(path.stem)) is not None:
                yield record

    def is_told(self, what: str) -> bool:
        """Whether `what` (a run, or a run and a way of telling) was noted as told."""
        return (self._told / what).exists()

    def note_told(self, what: str) -> None:
        """Note it."""
        (self._told / what).touch()

    def approval(self, digest: str) -> Approval | None:
        """What was said about the plan of that digest, if anything."""
        try:
            text = (self._approvals / f"{digest}.json").read_text("utf-8")
            return Approval.from_document(json.loads(text))
        except (OSError, ValueError, StoreError):
            return None

    def note_approval(self, digest: str, approval: Approval) -> None:
        """Keep what was said."""
        path = self._approvals / f"{digest}.json"
        path.write_text(json.dumps(approval.document()), "utf-8")

    def forget(self, before: datetime) -> None:
        """Remove what is older."""
        for path in (*self._runs.iterdir(), *self._told.iterdir(), *self._approvals.iterdir()):
            if path != self._begun and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)


def record_of(run: str, production: str, result: RunResult, address: str) -> ServedRun:
    """The record of a run whose films are shown at `address`."""
    first = {one.code: one for one in reversed(result.rejects)}
    commonest = Counter(one.code for one in result.rejects).most_common(_CAUSES)
    return ServedRun(
        run=run,
        production=production,
        sentence=result.sentence(),
        status=result.status,
        counts=result.counts,
        causes=tuple(
            Cause(code=code, rows=rows, reason=first[code].reason, remedy=first[code].remedy)
            for code, rows in commonest
        ),
        films=f"{address}/index.html",
        rejects=f"{address}/rejects.csv" if result.counts.rejects else "",
        ended=datetime.now(UTC),
    )
