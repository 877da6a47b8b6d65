"""Prompts: what a model is told before it is shown a row, kept as text files.

They hold nothing of any row; the row is the last message (`request`).
"""

from __future__ import annotations

import functools
from importlib.resources import files

__all__ = ["prompt"]


@functools.cache
def prompt(name: str) -> str:
    """The system prompt of one kind of call, ended by how the row is to be taken."""
    folder = files(__package__).joinpath("prompts")
    parts = (folder.joinpath(f"{part}.txt").read_text("utf-8") for part in (name, "row"))
    return "\n".join(parts).strip()
