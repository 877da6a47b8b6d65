"""50 hostile files and more: whoever opens them lives, in little memory and time, and follows none
of them anywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.engine.intake.hostile import CANARY, EXPECTED, write_hostile
from tests.picture_server import canary


def test_more_than_50_hostile_files_hurt_nobody(tmp_path: Path) -> None:
    assert len(EXPECTED) >= 50
    folder = tmp_path / "shop"
    with canary() as trap:
        write_hostile(folder, trap.port)
        command = [sys.executable, "-m", "tests.engine.intake.open_hostile", str(folder)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=200)
        assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert {name: code for name, (code, _) in told["found"].items()} == EXPECTED
    assert [name for name, (_, seconds) in told["found"].items() if seconds > 60] == []
    assert told["peak"] < 2 * 1024**3
    assert trap.heard == []
    left = [path for path in tmp_path.iterdir() if path.is_file() and path.name != "secret.txt"]
    assert left
    assert [path.name for path in left if CANARY in path.read_bytes()] == []
