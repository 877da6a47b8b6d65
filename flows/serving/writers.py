"""Writers: whether some process still has a file open for writing.

It sees the processes of this machine that this user may look at, where there is a `/proc` (Linux):
a copy that pauses at the end of a line looks finished otherwise.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

__all__ = ["is_open_for_writing"]

_FLAGS = re.compile(r"^flags:\s*([0-7]+)$", re.MULTILINE)


def is_open_for_writing(path: Path) -> bool:
    """Whether a process has `path` open for writing, as far as that is seen."""
    wanted = os.path.realpath(path)
    for held in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(held.readlink()) != wanted:
                continue
            said = (held.parents[1] / "fdinfo" / held.name).read_text("ascii")
        except OSError:  # it was closed, or it is another user's
            continue
        flags = _FLAGS.search(said)
        if flags is not None and int(flags[1], 8) & os.O_ACCMODE != os.O_RDONLY:
            return True
    return False
