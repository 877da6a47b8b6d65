"""Progress: what a person at a terminal sees of a run; a live bar, or a line for each film.

It goes to standard error. It knows nothing of Prefect, which shows the same in its own pages.
"""

from __future__ import annotations

from types import TracebackType
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

__all__ = ["Bar", "Lines", "Quiet", "Watcher", "watcher_for"]


class Watcher(Protocol):
    """Hears of stages and films as they come."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins, of `total` steps where that is known."""
        ...

    def step(self, what: str) -> None:
        """One step of the stage is done."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Quiet:
    """Says nothing."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Nothing."""

    def step(self, what: str) -> None:
        """Nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None


class Lines(Quiet):
    """A line for each step: what logs and pipes want."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._done, self._total = 0, 0

    def stage(self, name: str, total: int | None = None) -> None:
        """Say that a stage begins."""
        self._done, self._total = 0, total or 0
        self._console.print(name, highlight=False)

    def step(self, what: str) -> None:
        """Say what was done, and how many are."""
        self._done += 1
        count = f"[{self._done}/{self._total}] " if self._total else ""
        self._console.print(f"  {count}{what}", highlight=False, markup=False, soft_wrap=True)


class Bar(Quiet):
    """A live bar with an estimate."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
        )
        self._current: TaskID | None = None

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a bar of its own."""
        self._current = self._progress.add_task(name, total=total)

    def step(self, what: str) -> None:
        """Advance the bar, and say what was done above it."""
        if self._current is not None:
            self._progress.advance(self._current)
        self._progress.console.print(f"  {what}", highlight=False, markup=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()


def watcher_for(console: Console) -> Watcher:
    """A bar on a terminal, lines elsewhere."""
    return Bar(console) if console.is_terminal else Lines(console)
