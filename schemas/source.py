"""Source: what the code of some packages is, so that what it decides is not taken for what other
code would.

It does not know what any of it does.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

__all__ = ["source_of"]


@cache
def source_of(*places: Path) -> str:
    """The SHA-256 of these modules and tables, and of those in these folders, as they lie here."""
    digest = hashlib.sha256()
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.suffix in {".py", ".yaml"}:
                digest.update(f"{place.name}/{path.relative_to(place).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
