"""Command: the installed console command, in a home of its own, by the clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Timed", "timed"]

_COMMAND = Path(sys.executable).with_name("callsheet")
_MAXRSS = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of `ru_maxrss`."""


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
    begun = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        # Not `process.wait`, because only this call tells the memory of one process.
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    cpu = used.ru_utime + used.ru_stime
    return Timed(wall, cpu, used.ru_maxrss * _MAXRSS / 1e6, json.loads(said))
