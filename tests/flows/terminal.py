"""The terminal: the console command as a user runs it, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flows.command_line.main import main

COMMAND = Path(sys.executable).with_name("callsheet")
"""The installed console script, for a process of its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A command's exit status and what it wrote on standard output and standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)


def callsheet(*arguments: str | Path) -> Answer:
    """Run the console command's own `main` in this process."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["callsheet", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
    return Answer(status, out.getvalue(), err.getvalue())
