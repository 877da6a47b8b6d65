"""Ending: how every command ends: its answer printed for people or machines, its status, and what
Ctrl-C means.

It does not know what was asked for.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, Never, TypeVar

import typer

__all__ = ["agreed", "crash", "end", "finish", "json_text", "made"]

T = TypeVar("T")


def finish(answer: Any, *, as_json: bool) -> None:
    """Print the answer for people or for machines, and end with its status."""
    if as_json:
        sys.stdout.writelines(json_text(answer.document))
        typer.echo()
    else:
        answer.show()
    raise typer.Exit(answer.status)


def json_text(document: Any) -> Iterator[str]:
    """`document` as JSON in pieces; values of a mapping may be iterators of JSON values, which
    become lists, of which one item is held at a time.
    """
    if not isinstance(document, dict):
        yield json.dumps(document, ensure_ascii=False, indent=2)
        return
    before = "{"
    for name, value in document.items():
        yield f"{before}\n  {json.dumps(name)}: "
        if isinstance(value, Iterator):
            yield from _list(value)
        else:
            yield json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        before = ","
    yield "\n}" if document else "{}"


def _list(items: Iterator[Any]) -> Iterator[str]:
    before, encode = "[", json.JSONEncoder(ensure_ascii=False).encode
    for item in items:
        yield f"{before}\n    {encode(item)}"
        before = ","
    yield "[]" if before == "[" else "\n  ]"


def made(make: Callable[[], T]) -> T:
    """What `make` gives; a run that is cancelled meanwhile ends the command with status 130."""
    # Ray writes of dead workers on standard output, where only the answer belongs.
    try:
        with redirect_stdout(sys.stderr), _stopping_like_ctrl_c():
            return make()
    except KeyboardInterrupt:
        what, remedy = "the run was cancelled", "Run again to go on: nothing is paid twice."
        end(f"callsheet: {what}. {remedy}", {"what": what, "where": "", "remedy": remedy}, 130)


def crash(error: Exception) -> Never:
    """End with what nobody foresaw, and all of where it happened."""
    traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}"
    remedy = "This is a defect of callsheet: report it, with the lines above."
    end(f"callsheet: {what}. {remedy}", {"what": what, "where": "", "remedy": remedy}, 3)


def end(line: str, document: dict[str, str], status: int) -> Never:
    """End with an error: a line for people, and with `--json` a document for machines."""
    typer.echo(line, err=True)
    if "--json" in sys.argv[1:]:
        typer.echo(json.dumps({"error": document}, ensure_ascii=False, indent=2))
    sys.exit(status)


def agreed(*, yes: bool) -> Callable[[str], bool] | None:
    """Who is asked before money is spent: a person at a terminal; elsewhere the budget says it."""
    if yes or not sys.stdin.isatty():
        return None
    return lambda cost: typer.confirm(f"This may cost up to {cost}. Go ahead?", err=True)


@contextmanager
def _stopping_like_ctrl_c() -> Iterator[None]:
    """For the block, SIGTERM (a container that is stopped) cancels as Ctrl-C does: what is being
    submitted is remembered with its id, and is not in doubt afterwards.
    """

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
