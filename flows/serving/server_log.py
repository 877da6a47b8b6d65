"""Server log: what Prefect's server says, in files that do not grow for ever.

It reads the server's output here, because the server would write to one file for as long as it runs
(3.6 MB in 50 runs).
"""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from typing import IO

__all__ = ["written_by"]

_LARGEST = 5_000_000
"""Bytes of a file; the one before it is kept beside it."""


def written_by(process: subprocess.Popen[bytes], log: Path) -> None:
    """Write the process's output into `log` until it ends. Only its owner may read it."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    threading.Thread(target=_write, args=(process.stdout, log), daemon=True).start()


def _write(output: IO[bytes], log: Path) -> None:
    file = _opened(log)
    try:
        with output:
            for line in output:
                if file.tell() > _LARGEST:
                    file.close()
                    log.replace(log.with_name(f"{log.name}.1"))
                    file = _opened(log)
                file.write(line)
                file.flush()
    finally:
        file.close()


def _opened(log: Path) -> IO[bytes]:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(descriptor, "ab")
