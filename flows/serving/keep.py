"""Keep: how long things are kept that grow with every run, and what is removed once a day.

Films, and what they are made from, are none of it: the production's folders stay as they are.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.serving.diary import Diary
from flows.serving.folder import DropFolder

__all__ = ["keep_clean", "remove_old"]

_EVERY = timedelta(days=1).total_seconds()
_LEFT = timedelta(days=2)
"""Age of temporary folders that only a killed process can have left."""
_PATTERNS = ("callsheet-drop-*", "ray/session_2*")
"""Under the machine's temporary folder: of dropped catalogs, of Ray."""


async def keep_clean(
    days: int, diary: Diary, folders: Sequence[DropFolder], tell: Callable[[str], None]
) -> None:
    """Remove what is old, now and once a day, until cancelled."""
    while True:
        await asyncio.to_thread(remove_old, days, diary, folders, tell)
        await asyncio.sleep(_EVERY)


def remove_old(
    days: int, diary: Diary, folders: Sequence[DropFolder], tell: Callable[[str], None]
) -> None:
    """Remove what is older than `days`; what cannot be removed is told."""
    before = datetime.now(UTC) - timedelta(days=days)
    diary.forget(before)
    for folder in folders:
        try:
            folder.forget(before)
        except Exception as error:  # noqa: BLE001 - stores fail in their own ways
            tell(f"{folder.address}: old catalogs stay ({type(error).__name__}: {error})")
    for path in _left_over(Path(tempfile.gettempdir())):
        shutil.rmtree(path, ignore_errors=True)


def _left_over(temporary: Path) -> list[Path]:
    """Folders of ours that nobody has changed for days and whose process has ended."""
    oldest = (datetime.now(UTC) - _LEFT).timestamp()
    found = []
    for path in (path for pattern in _PATTERNS for path in temporary.glob(pattern)):
        try:
            state = path.lstat()
        except OSError:
            continue
        ours = state.st_uid == os.getuid() and path.is_dir() and not path.is_symlink()
        if ours and state.st_mtime < oldest and not _is_at_work(path.name):
            found.append(path)
    return found


def _is_at_work(name: str) -> bool:
    """Whether the process lives whose number a folder's name holds: a catalog may take days."""
    number = re.search(r"^(?:session_.*_(?=\d+$)|callsheet-drop-)(\d+)", name)
    if number is None:
        return False
    try:
        os.kill(int(number[1]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
