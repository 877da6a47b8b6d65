"""The console command: arguments in, an answer out, an exit status at the end.

It parses and prints; `commands` does what was asked for, and `tools` has what makes no film. Heavy
imports stand inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.command_line import tools
from flows.command_line.ending import agreed, crash, end, finish, made
from flows.command_line.options import Catalog, Cell, Json, Only, Out, Store, Strict, Target
from schemas.errors import CallsheetError, RefusedError

__all__ = ["app", "main"]

app = typer.Typer(
    help="A declarative batch video studio: a catalog in, signed films out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def check(
    target: Target, *, catalog: Catalog = None, store: Store = None, as_json: Json = False
) -> None:
    """Validate only: which reader, how many rows are good, and why the others are not."""
    from flows.command_line.commands import check_target  # noqa: PLC0415 - heavy

    finish(check_target(target, catalog, store), as_json=as_json)


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
        finish(answer, as_json=as_json)


@app.command()
def produce(
    target: Target,
    *,
    catalog: Catalog = None,
    out: Out = None,
    store: Store = None,
    only: Only = None,
    strict: Strict = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before spending.")] = False,
    withdraw: Annotated[
        bool,
        typer.Option("--withdraw", help="Withdraw films also where a catalog lost many rows."),
    ] = False,
    rewrite: Annotated[
        list[str] | None,
        typer.Option("--rewrite", help="Have a model write this row anew; may be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make exactly what the plan says; again, and nothing is made."""
    from engine.production.run import Choices  # noqa: PLC0415 - heavy
    from flows.command_line.producing import produce_target  # noqa: PLC0415 - heavy

    choices = Choices(
        only=tuple(only or ()), strict=strict, withdraw=withdraw, rewrite=tuple(rewrite or ())
    )
    asked = agreed(yes=yes)
    answer = made(lambda: produce_target(target, catalog, out, store, choices, agreed=asked))
    finish(answer, as_json=as_json)


@app.command("try")
def try_pictures(
    words: Annotated[
        list[str],
        typer.Argument(metavar='PICTURE... "TITLE"', help="Pictures or folders of them; a title."),
    ],
    *,
    title: Annotated[
        str | None, typer.Option("--title", help="The title, where a file has its name.")
    ] = None,
    subtitle: Cell = None,
    description: Cell = None,
    bullet: Annotated[list[str] | None, typer.Option("--bullet", help="May be repeated.")] = None,
    price: Cell = None,
    was_price: Cell = None,
    currency: Annotated[str | None, typer.Option("--currency", help="As ISO 4217 has it.")] = None,
    cta: Annotated[
        str | None, typer.Option("--cta", help="What to do: the call to action.")
    ] = None,
    url: Cell = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="product (the default), lesson or ad.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", help="About how long it should be.")
    ] = None,
    locale: Annotated[
        str | None, typer.Option("--locale", help="The text's language: en (the default), de.")
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option("--profile", help="youtube (the default), reels, ...; may be repeated."),
    ] = None,
    brand: Annotated[
        Path | None, typer.Option("--brand", help="A brand kit: its folder or brand.yaml.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Its folder; out/<title> where none is named.")
    ] = None,
    store: Store = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """From pictures to a film in one command, without a catalog."""
    from flows.command_line.trying import order_of, try_order  # noqa: PLC0415 - heavy

    row = {
        "kind": kind,
        "subtitle": subtitle,
        "description": description,
        "bullets": bullet,
        "price": price,
        "was_price": was_price,
        "currency": currency,
        "cta": cta,
        "url": url,
        "seconds": seconds,
        "locale": locale,
    }
    settings: dict[str, Any] = {
        "deliveries": [{"profile": name} for name in profile or ["youtube"]]
    }
    if brand is not None:
        settings["brand"] = str(brand)
    order = order_of(words, title, row, settings)
    asked = agreed(yes=False)
    answer = made(lambda: try_order(order, out, store, strict=strict, agreed=asked))
    finish(answer, as_json=as_json)


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
    from flows.command_line.lookups import verify_files  # noqa: PLC0415 - heavy

    finish(verify_files(files, trust or []), as_json=as_json)


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
    from flows.serving.deployments import ServingAddresses  # noqa: PLC0415 - heavy
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


tools.add_to(app)


def main() -> None:
    """The console command. Errors that callsheet can explain are one line, not a traceback."""
    # Prefect and Great Expectations read these when they are imported, and not after.
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    # Records are trees: looking for cycles after every 700 new ones took a sixth of a plan.
    gc.set_threshold(100_000, 20, 20)
    try:
        app()
    except CallsheetError as error:
        end(
            f"callsheet: {error}",
            {"what": error.what, "where": error.where, "remedy": error.remedy},
            2 if isinstance(error, RefusedError) else 1,
        )
    except Exception as error:  # noqa: BLE001 - a crash must never look like a row's reject
        crash(error)


if __name__ == "__main__":
    main()
