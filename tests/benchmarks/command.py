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


@dataclass(frozen=True, slots=True)
class Timed:
    """What a command answered, and how long it took from its start to its end."""

    wall: float
    document: dict[str, Any]


def timed(home: Path, *arguments: str | Path, **settings: str) -> Timed:
    """Run `callsheet ... --json`; `settings` are variables without their `CALLSHEET_`.

    Raises CalledProcessError where it does not end with status 0.
    """
    environment = {name: text for name, text in os.environ.items() if "CALLSHEET" not in name}
    environment |= {
        "PREFECT_HOME": str(home / "prefect"),
        "XDG_CONFIG_HOME": str(home / "config"),
        **{f"CALLSHEET_{name.upper()}": text for name, text in settings.items()},
    }
    begun = time.perf_counter()
    done = subprocess.run(
        [_COMMAND, *arguments, "--json"], env=environment, stdout=subprocess.PIPE, check=True
    )
    return Timed(time.perf_counter() - begun, json.loads(done.stdout))
