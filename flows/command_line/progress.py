"""Progress: what a person at a terminal sees of a run; a live bar, or a line for each row.

It goes to standard error. It knows nothing of Prefect, which shows the same in its own pages.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from engine.production.outcome import RowOutcome
from engine.production.watch import Stage, Watch

__all__ = ["Bar", "Lines", "TerminalWatch", "progress_for"]


class TerminalWatch(Watch, Protocol):
    """A watch at a terminal, open for a block."""

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the terminal to a question for the block."""
        yield

    def __enter__(self) -> Self: ...

    def __exit__(self, *_error: object) -> None: ...


class Lines:
    """A line for each step: what logs and pipes want."""

    follows_shots = False

    def __init__(self, console: Console) -> None:
        self._console = console
        self._done, self._total = 0, 0

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """Say that a stage begins."""
        self._done, self._total = 0, total or 0
        self._console.print(f"{stage} {what}", highlight=False)

    def step(self, sentence: str, steps: int = 1) -> None:
        """Say what was done, and how many are; a step without words is only counted."""
        self._done += steps
        count = f"[{self._done}/{self._total}] " if self._total else ""
        if sentence:
            line = f"  {count}{sentence}"
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)

    def row(self, outcome: RowOutcome) -> None:
        """A line for each film."""
        for line in outcome.lines():
            self.step(line)

    def shot(self, row: str, shot: str, share: float) -> None:
        """Nothing: a pipe has a line for each film."""

    def shots(self, row: str, sentence: str) -> None:
        """Nothing, as above."""

    def note(self, sentence: str) -> None:
        """Say it."""
        self._console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Lines are in no question's way."""
        yield

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None


class Bar:
    """A live bar with an estimate, and the shots that are under way beside it."""

    follows_shots = True

    def __init__(self, console: Console) -> None:
        self._lock = threading.Lock()
        self._shots: dict[tuple[str, str], float] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[shots]}", markup=False),
            console=console,
        )
        self._current: TaskID | None = None

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """Begin a bar of its own."""
        self._current = self._progress.add_task(f"{stage} {what}", total=total, shots="")

    def step(self, sentence: str, steps: int = 1) -> None:
        """Advance the bar, and say above it what was done."""
        if self._current is not None:
            self._progress.advance(self._current, steps)
        if sentence:
            self.note(f"  {sentence}")

    def row(self, outcome: RowOutcome) -> None:
        """Advance by its films."""
        for line in outcome.lines():
            self.step(line)

    @property
    def under_way(self) -> str:
        """The shots that are being made: one by its name, or how many, and how far they are."""
        with self._lock:
            shots = dict(self._shots)
        if not shots:
            return ""
        share = sum(shots.values()) / len(shots)
        what = " ".join(next(iter(shots))) if len(shots) == 1 else f"{len(shots)} shots,"
        return f"{what} {share:.0%}"

    def shot(self, row: str, shot: str, share: float) -> None:
        """Show it beside the bar until it is done."""
        with self._lock:
            if share < 1.0:
                self._shots[row, shot] = share
            else:
                self._shots.pop((row, shot), None)
        self._show_shots()

    def shots(self, row: str, sentence: str) -> None:
        """Say it above the bar; none of the row's shots is under way any more."""
        with self._lock:
            self._shots = {at: share for at, share in self._shots.items() if at[0] != row}
        self._show_shots()
        self.note(f"  {sentence}")

    def _show_shots(self) -> None:
        if self._current is not None:
            self._progress.update(self._current, shots=self.under_way)

    def note(self, sentence: str) -> None:
        """Say it above the bar."""
        self._progress.console.print(sentence, highlight=False, markup=False)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take the bar away while a question is asked."""
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()


def progress_for(console: Console) -> TerminalWatch:
    """A bar on a terminal, lines elsewhere."""
    return Bar(console) if console.is_terminal else Lines(console)
