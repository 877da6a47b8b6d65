"""Page: how text for people is laid out on standard output.

It does not know what is said.
"""

from __future__ import annotations

import os

from rich.console import Console

__all__ = ["SHOWN", "page"]

SHOWN = 30
"""Lines of one list that people are shown."""
_WIDE = 160
"""Columns of a table where nobody says how wide a line may be: in a file, or another program."""


def page() -> Console:
    """Standard output: lines as long as they are, for terminals to wrap; tables as wide as it."""
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDE
    return console
