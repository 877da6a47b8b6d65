"""Runs: `callsheet produce` in a process of its own, during which a machine may be lost."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cluster.machines import Machine
from tests.flows.terminal import COMMAND

__all__ = ["Run", "produced"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has ended; `lost` says whether a machine was lost in the middle of it."""

    status: int
    out: str
    err: str
    lost: bool

    @property
    def counts(self) -> dict[str, Any]:
        """run.json."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def produced(
    production: Path,
    told: Mapping[str, str],
    *options: str,
    losing: Machine | None = None,
    after: int = 1,
    patience: float = 240,
) -> Run:
    """Produce it within `patience` seconds. `losing` is lost at work, having made `after` things.

    The run's environment is this process's, without settings of callsheet's, and what it is `told`.
    """
    environment = {name: text for name, text in os.environ.items() if "CALLSHEET" not in name}
    with subprocess.Popen(
        [COMMAND, "produce", production, "--json", *options],
        env=environment | dict(told),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        lost = losing is not None and _lose(losing, after, process, patience)
        out, err = process.communicate(timeout=patience)
    return Run(process.returncode, out, err, lost)


def _lose(machine: Machine, after: int, process: subprocess.Popen[str], patience: float) -> bool:
    late = time.monotonic() + patience
    while process.poll() is None and time.monotonic() < late:
        if len(machine.made) >= after and machine.working():
            machine.lose()
            return True
        time.sleep(0.05)
    return False
