"""Caches: SQLite files on this machine's disk that may be lost at any time.

What is lost is made again, and nothing in them decides what is paid for; the ledger does. It knows
no table.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

__all__ = ["open_cache", "open_for_reading", "remove_stale"]

_KEPT_DAYS = 7


def remove_stale(folder: Path) -> None:
    """Remove indexes that nobody has used for a week, and what killed runs left behind."""
    oldest = time.time() - _KEPT_DAYS * 24 * 3600
    for file in folder.glob("*"):
        try:
            if file.is_file() and file.stat().st_mtime < oldest:
                file.unlink()
        except FileNotFoundError:
            continue


def open_cache(file: Path) -> sqlite3.Connection:
    """The file for reading and writing, from any thread; made where it is not there."""
    base = sqlite3.connect(file, timeout=60, check_same_thread=False)
    # What is lost with the machine is made again: nothing here is a record.
    base.execute("PRAGMA synchronous=OFF")
    return base


def open_for_reading(file: Path) -> sqlite3.Connection:
    """The file for reading, beside whoever writes. Raises sqlite3.Error where it is not there."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
