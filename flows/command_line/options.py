"""Options: what several commands ask for, in one wording."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Catalog", "Cell", "Json", "Only", "Out", "Store", "Strict", "Target"]

Target = Annotated[Path, typer.Argument(help="A production file (*.yaml) or a catalog.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
Out = Annotated[str | None, typer.Option("--out", help="Where films go.")]
Store = Annotated[str | None, typer.Option("--store", help="Where state lies.")]
Catalog = Annotated[
    str | None, typer.Option("--catalog", help="Another catalog, or rejects.csv or .xlsx.")
]
Only = Annotated[list[str] | None, typer.Option("--only", help="Only this row; may be repeated.")]

Strict = Annotated[bool, typer.Option("--strict", help="Refuse to make less than was asked for.")]
Cell = Annotated[str | None, typer.Option()]
