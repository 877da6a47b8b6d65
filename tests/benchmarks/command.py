"""Command: the installed console command, in a home of its own, by the clock."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Timed", "peak_of", "timed"]

_COMMAND = Path(sys.executable).with_name("callsheet")
_MAXRSS = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of `ru_maxrss`."""
_LOOK = 0.02
"""Seconds between two looks at a running command's memory."""


@dataclass(frozen=True, slots=True)
class Timed:
    """What a command answered, and what it took.

    `wall` is in seconds from its start to its end; `cpu` are the processor's, of its own process
    and of programs that it waited for; `peak_mb` is the most memory that its own process held, in
    10^6 bytes, without servers and workers that it started.
    """

    wall: float
    cpu: float
    peak_mb: float
    document: dict[str, Any]


def timed(home: Path, *arguments: str | Path, **settings: str) -> Timed:
    """Run `callsheet ... --json`; `settings` are variables without their `CALLSHEET_`.

    Raises CalledProcessError where it does not end with status 0.
    """
    environment = {name: text for name, text in os.environ.items() if "CALLSHEET" not in name}
    # A user's modules are compiled once, and not for every command.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment |= {
        "PREFECT_HOME": str(home / "prefect"),
        "XDG_CONFIG_HOME": str(home / "config"),
        **{f"CALLSHEET_{name.upper()}": text for name, text in settings.items()},
    }
    command = [str(_COMMAND), *map(str, arguments), "--json"]
    with tempfile.TemporaryFile() as answer:
        begun = time.perf_counter()
        with subprocess.Popen(command, env=environment, stdout=answer) as process:
            peak = ended = 0
            while not ended:
                peak = peak_of(process.pid) or peak
                time.sleep(_LOOK)
                # Not `process.poll`, because only this call tells what one process used.
                ended, status, used = os.wait4(process.pid, os.WNOHANG)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        answer.seek(0)
        said = answer.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    cpu = used.ru_utime + used.ru_stime
    return Timed(wall, cpu, (peak or used.ru_maxrss * _MAXRSS) / 1e6, json.loads(said))


def peak_of(pid: int) -> int:
    """The most memory that the process has held since its program began, in bytes; 0 where the
    system does not say. `ru_maxrss` counts the memory of whoever started it, too (getrusage(2)).
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
