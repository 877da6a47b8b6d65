"""Page: standard output as every answer writes on it."""

from __future__ import annotations

import os

from rich.console import Console

__all__ = ["page"]

_WIDE = 160
"""Columns of a table where nobody says how wide a line may be: in a file, or another program."""


def page() -> Console:
    """Lines as long as they are, for terminals to wrap; tables as wide as the terminal."""
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDE
    return console
