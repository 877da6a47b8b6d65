"""Writing: what a model is asked about a row, for people who want to read the prompt.

It asks nobody, and spends nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.production.check import check_catalog
from engine.production.showing import ShownRequest, requests_of
from flows.catalog import catalog_of
from flows.command_line.commands import opened_context
from flows.command_line.page import page
from flows.settings import Overrides, open_target

__all__ = ["Shown", "show_requests"]


@dataclass(frozen=True, slots=True)
class Shown:
    """`write --show`: the requests about one row."""

    row: str
    model: str
    requests: Sequence[ShownRequest]

    @property
    def status(self) -> int:
        """0: it was shown."""
        return 0

    @property
    def document(self) -> dict[str, Any]:
        """Each request with its messages as they are sent; pictures by their paths."""
        requests = [asdict(one) for one in self.requests]
        return {"row": self.row, "model": self.model, "requests": requests}

    def show(self) -> None:
        """The messages as they are, each under who says it."""
        console = page()
        for one in self.requests:
            state = "answered already" if one.answered else "not asked yet"
            language = f" in {one.locale}" if one.locale else ""
            about = f"{one.name}{language}, prompt revision {one.revision}, {state}"
            console.print(f"=== {about} ===", markup=False)
            for message in one.messages:
                console.print(f"--- {message['role']} ---", markup=False)
                console.print(message["content"], markup=False, soft_wrap=True, highlight=False)
            for n, path in enumerate(one.pictures):
                console.print(f"--- picture {n}, small: {path} ---", markup=False)
        if self.requests[-1].name == "storyboard":
            console.print("The script is asked for over the storyboard, once that was answered.")


def show_requests(target: Path, row: str, store: str | None) -> Shown:
    """What is asked about the row of that id. Raises RefusedError, RowError."""
    opened = open_target(target, Overrides(store=store), os.environ)
    with opened_context(opened) as context:
        check = check_catalog(context, catalog_of(context))
        found = requests_of(context, check, row)
    return Shown(row, opened.production.writer.model or "", found)
