"""Program: which callsheet this process runs, by the source of what workers do.

It does not know where else it runs.
"""

from __future__ import annotations

from pathlib import Path

import schemas
from schemas.source import source_of

__all__ = ["program"]


def program() -> str:
    """The SHA-256 of the modules and tables of `schemas` and `engine`, as they are installed here.

    Two that differ may draw other pixels under one key, whatever version they say they are.
    """
    return source_of(Path(schemas.__file__ or "").parent, Path(__file__).parent)
