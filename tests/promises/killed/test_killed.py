"""A driver that is killed 20 times has each video made once."""

from __future__ import annotations

import re
import subprocess
import sys


def test_of_20_killed_drivers_none_asks_a_second_time() -> None:
    command = [sys.executable, "-m", "tests.promises.killed"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.match(r"20 kills, 12 shots: (\d+) taken, (\d+) in doubt", done.stdout)
    assert told
    assert sum(map(int, told.groups())) == 12
