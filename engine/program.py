"""Program: which callsheet this process runs, by the source of what workers do.

It does not know where else it runs.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import schemas

__all__ = ["program"]


@cache
def program() -> str:
    """The SHA-256 of the modules and tables of `schemas` and `engine`, as they are installed here.

    Two that differ may draw other pixels under one key, whatever version they say they are.
    """
    digest = hashlib.sha256()
    for package in (Path(schemas.__file__ or "").parent, Path(__file__).parent):
        for path in sorted(package.rglob("*")):
            if path.suffix in {".py", ".yaml"}:
                digest.update(f"{package.name}/{path.relative_to(package).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
