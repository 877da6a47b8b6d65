"""Tools: the commands that make no film: what is seen, open, exported, installed.

Like `main` it parses and prints, and heavy imports stand inside the commands.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from flows.command_line.ending import finish
from flows.command_line.options import Json, Only, Out, Store, Target

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Give the application these commands, in the order of its help."""
    brand = typer.Typer(help="A brand, before any film shows it.", no_args_is_help=True)
    brand.command("check")(brand_check)
    for command in (look, export, write, calls, approve, doctor, models):
        app.command()(command)
    app.add_typer(brand, name="brand")


def look(
    pictures: Annotated[list[Path], typer.Argument(help="JPEG, PNG or WebP files.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Folder of the annotated pictures.")] = Path(),
    as_json: Json = False,
) -> None:
    """What is seen in pictures: kind, subject, heads, words, calm areas; each drawn over a copy."""
    from flows.command_line.look import look_at  # noqa: PLC0415 - heavy

    finish(look_at(pictures, out), as_json=as_json)


def brand_check(
    target: Annotated[
        Path, typer.Argument(help="A brand kit (its folder or brand.yaml), or a production file.")
    ] = Path(),
    *,
    locale: Annotated[
        list[str] | None, typer.Option("--locale", help="A language of its films; repeatable.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder of the specimen page.")] = Path(
        "out/brand"
    ),
    as_json: Json = False,
) -> None:
    """What is wrong with a brand and what it lacks, and a page that shows it as films will."""
    from flows.command_line.brand_check import check_brand  # noqa: PLC0415 - heavy

    finish(check_brand(target, locale or [], out), as_json=as_json)


def approve(
    run: Annotated[str, typer.Argument(help="The id of a run that waits, or its page's address.")],
    *,
    serving: Annotated[
        Path | None,
        typer.Option("--serving", help="The serving file; deployments/serving.yaml if absent."),
    ] = None,
    reject: Annotated[bool, typer.Option("--reject", help="Reject it.")] = False,
    name: Annotated[
        str | None, typer.Option("--name", help="Who says so; if absent, the user's name.")
    ] = None,
    note: Annotated[str, typer.Option("--note", help="Why.")] = "",
    as_json: Json = False,
) -> None:
    """Approve or reject what a served run waits for, before it spends or publishes."""
    from flows.command_line.approve import answer_run  # noqa: PLC0415 - heavy

    who = name or getpass.getuser()
    finish(answer_run(run, serving, approved=not reject, name=who, note=note), as_json=as_json)


def export(
    target: Target,
    *,
    to: Annotated[Path, typer.Option("--to", help="Folder of the timelines.")],
    form: Annotated[
        str,
        typer.Option("--form", help="otio: beside a folder of media; otioz: in one file with it."),
    ] = "otio",
    only: Only = None,
    out: Out = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Films that were made as OpenTimelineIO timelines: takes with handles, sounds, markers."""
    from flows.command_line.export import export_films  # noqa: PLC0415 - heavy

    finish(export_films(target, to, form, out, store, only or []), as_json=as_json)


def write(
    target: Target,
    *,
    show: Annotated[str, typer.Option("--show", help="The id of the row.")],
    store: Store = None,
    as_json: Json = False,
) -> None:
    """What a model is asked about a row, word for word. Nothing is sent."""
    from flows.command_line.writing import show_requests  # noqa: PLC0415 - heavy

    finish(show_requests(target, show, store), as_json=as_json)


def calls(
    target: Target,
    *,
    store: Store = None,
    retry: Annotated[
        list[str] | None,
        typer.Option("--retry", help="Let this call (or all) be sent, and paid, again."),
    ] = None,
    not_charged: Annotated[
        list[str] | None,
        typer.Option(
            "--not-charged", help="This call (or all) cost nothing: free its money, send it again."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Paid calls whose outcome is unknown, and jobs that no run has collected yet."""
    from flows.command_line.lookups import list_calls  # noqa: PLC0415 - heavy

    finish(list_calls(target, store, retry or [], not_charged or []), as_json=as_json)


def doctor(*, as_json: Json = False) -> None:
    """What each renderer, writer and voice needs, and what is missing."""
    from flows.command_line.lookups import examine  # noqa: PLC0415 - heavy

    finish(examine(), as_json=as_json)


def models(
    target: Annotated[
        Path | None,
        typer.Argument(help="A production file, whose own table of models is read too."),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Diffusion models: what each does, takes and asks, and which this machine could hold."""
    from flows.command_line.models import list_models  # noqa: PLC0415 - heavy

    finish(list_models(target), as_json=as_json)
