"""Findings: warnings, rejects and what is plainer, told to people in few lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rich.console import Console
from rich.markup import escape

from flows.command_line.page import SHOWN
from schemas.reject import Reject, Warned

__all__ = ["show_downgrades", "show_rejects", "told"]


def told(warned: Warned) -> str:
    """A warning, with the rows that it concerns."""
    if not warned.row:
        return f"The file: {warned.reason}"
    if warned.count > 1:
        return f"{warned.count} rows, from row {warned.row} on: {warned.reason}"
    return f"row {warned.row} {warned.id}: {warned.reason}"


def show_downgrades(console: Console, downgrades: Sequence[str]) -> None:
    """What is plainer than was asked for."""
    for downgrade in downgrades[:SHOWN]:
        console.print(f"[bold]Less than it could be:[/] {escape(downgrade)}")
    if len(downgrades) > SHOWN:
        console.print(f"... and {len(downgrades) - SHOWN} more; --json lists all of them")


def show_rejects(console: Console, rejects: Sequence[Reject], count: int, where: str) -> None:
    """Rows that one remedy cures are told in one line, with what the first of them holds."""
    alike: dict[tuple[str, str], list[Reject]] = {}
    for one in rejects:
        alike.setdefault((one.code, one.remedy), []).append(one)
    for same in islice(alike.values(), SHOWN):
        one = same[0]
        rows = (
            f"row {one.row} {one.id}"
            if len(same) == 1
            else f"{len(same)} rows, from row {one.row} {one.id} on,"
        )
        console.print(f"{rows} Q:{one.code}: {one.reason}. {one.remedy}", markup=False)
    told = sum(len(same) for same in islice(alike.values(), SHOWN))
    if count > told:
        console.print(f"... and {count - told} more; {where}")
