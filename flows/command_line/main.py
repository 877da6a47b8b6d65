"""The console command: arguments in, an answer out, an exit status at the end.

It parses and prints; `commands` does what was asked for. Heavy imports stand inside the commands,
so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.command_line.json_text import json_text
from schemas.errors import CallsheetError, RefusedError

__all__ = ["app", "main"]

app = typer.Typer(
    help="A declarative batch video studio: a catalog in, signed films out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Target = Annotated[Path, typer.Argument(help="A production file (*.yaml) or a catalog.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Out = Annotated[str | None, typer.Option("--out", help="Where films go.")]
Store = Annotated[str | None, typer.Option("--store", help="Where state lies.")]
Catalog = Annotated[str | None, typer.Option("--catalog", help="Another catalog, or rejects.csv.")]
Only = Annotated[list[str] | None, typer.Option("--only", help="Only this row; may be repeated.")]


@app.command()
def check(
    target: Target, *, catalog: Catalog = None, store: Store = None, as_json: Json = False
) -> None:
    """Validate only: which reader, how many rows are good, and why the others are not."""
    from flows.command_line.commands import check_target  # noqa: PLC0415 - heavy

    _finish(check_target(target, catalog, store), as_json=as_json)


@app.command()
def plan(
    target: Target,
    *,
    catalog: Catalog = None,
    out: Out = None,
    store: Store = None,
    only: Only = None,
    as_json: Json = False,
) -> None:
    """What would be made, reused, withdrawn and spent, and why. Nothing is spent."""
    from flows.command_line.commands import plan_target  # noqa: PLC0415 - heavy

    with plan_target(target, catalog, out, store, only or [], whole=as_json) as answer:
        _finish(answer, as_json=as_json)


@app.command()
def produce(
    target: Target,
    *,
    catalog: Catalog = None,
    out: Out = None,
    store: Store = None,
    only: Only = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse to make less than was asked for.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before spending.")] = False,
    withdraw: Annotated[
        bool,
        typer.Option("--withdraw", help="Withdraw films also where a catalog lost many rows."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Make exactly what the plan says; again, and nothing is made."""
    from engine.production.run import Choices  # noqa: PLC0415 - heavy
    from flows.command_line.commands import produce_target  # noqa: PLC0415 - heavy

    choices = Choices(only=tuple(only or ()), strict=strict, withdraw=withdraw)
    # Ray writes of dead workers on standard output, where only the answer belongs.
    with redirect_stdout(sys.stderr), _stopping_like_ctrl_c():
        try:
            answer = produce_target(target, catalog, out, store, choices, agreed=_agreed(yes=yes))
        except KeyboardInterrupt:
            answer = None
    if answer is None:
        what, remedy = "the run was cancelled", "Run again to go on: nothing is paid twice."
        _end(f"callsheet: {what}. {remedy}", {"what": what, "where": "", "remedy": remedy}, 130)
    _finish(answer, as_json=as_json)


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Films.")],
    *,
    trust: Annotated[
        list[Path] | None, typer.Option("--trust", help="Another trusted root (PEM).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Who signed each film, of what it is made, and whether it is as it was signed."""
    from flows.command_line.commands import verify_files  # noqa: PLC0415 - heavy

    _finish(verify_files(files, trust or []), as_json=as_json)


@app.command()
def look(
    pictures: Annotated[list[Path], typer.Argument(help="JPEG, PNG or WebP files.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder of the annotated pictures.")] = Path(),
    as_json: Json = False,
) -> None:
    """What is seen in pictures: kind, subject, heads, words, calm areas; each drawn over a copy."""
    from flows.command_line.look import look_at  # noqa: PLC0415 - heavy

    _finish(look_at(pictures, out), as_json=as_json)


@app.command()
def serve(
    file: Annotated[
        Path | None,
        typer.Argument(help="The serving file; deployments/serving.yaml where none is named."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Run productions by schedule, from Prefect's UI, and for every catalog that is dropped."""
    from flows.serving.addresses import ServingAddresses  # noqa: PLC0415 - heavy
    from flows.serving.serve import serve as serve_file  # noqa: PLC0415 - heavy

    answer = sys.stdout

    def up(addresses: ServingAddresses) -> None:
        if as_json:
            answer.write(json.dumps(addresses.document, indent=2) + "\n")
            answer.flush()
        else:
            addresses.show()

    # Runs write on their own standard output, where only the answer belongs.
    with redirect_stdout(sys.stderr):
        serve_file(file, up, lambda line: typer.echo(line, err=True))


@app.command()
def calls(
    target: Target,
    *,
    store: Store = None,
    retry: Annotated[
        list[str] | None,
        typer.Option("--retry", help="Let this call (or all) be sent, and paid, again."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Paid calls whose outcome is unknown, and jobs that no run has collected yet."""
    from flows.command_line.commands import list_calls  # noqa: PLC0415 - heavy

    _finish(list_calls(target, store, retry or []), as_json=as_json)


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """What each renderer, writer and voice needs, and what is missing."""
    from flows.command_line.commands import examine  # noqa: PLC0415 - heavy

    _finish(examine(), as_json=as_json)


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


def _finish(answer: Any, *, as_json: bool) -> None:
    """Print the answer for people or for machines, and end with its status."""
    if as_json:
        sys.stdout.writelines(json_text(answer.document))
        typer.echo()
    else:
        answer.show()
    raise typer.Exit(answer.status)


def _agreed(*, yes: bool) -> Callable[[str], bool] | None:
    """Who is asked before money is spent: a person at a terminal; elsewhere the budget says it."""
    if yes or not sys.stdin.isatty():
        return None
    return lambda cost: typer.confirm(f"This may cost up to {cost}. Go ahead?", err=True)


def main() -> None:
    """The console command. Errors that callsheet can explain are one line, not a traceback."""
    # Prefect and Great Expectations read these when they are imported, and not after.
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    # Records are trees, so hardly any garbage is a cycle: looking for one after every 700 new
    # objects took a sixth of a plan.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except CallsheetError as error:
        _end(
            f"callsheet: {error}",
            {"what": error.what, "where": error.where, "remedy": error.remedy},
            2 if isinstance(error, RefusedError) else 1,
        )
    except Exception as error:  # noqa: BLE001 - a crash must never look like a row's reject
        traceback.print_exc()
        what = f"{type(error).__name__}: {error}"
        remedy = "This is a defect of callsheet: report it, with the lines above."
        _end(f"callsheet: {what}. {remedy}", {"what": what, "where": "", "remedy": remedy}, 3)


def _end(line: str, document: dict[str, str], status: int) -> None:
    """End with an error: a line for people, and with `--json` a document for machines."""
    typer.echo(line, err=True)
    if "--json" in sys.argv[1:]:
        typer.echo(json.dumps({"error": document}, ensure_ascii=False, indent=2))
    sys.exit(status)


if __name__ == "__main__":
    main()
