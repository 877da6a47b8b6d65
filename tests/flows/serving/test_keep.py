"""What grows with every run is removed when it is old, and nothing else is."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from flows.serving.diary import Diary
from flows.serving.folder import DropFolder
from flows.serving.keep import remove_old
from schemas.errors import ProductionError

DAY = 86400


def aged(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix:
        path.touch()
    else:
        path.mkdir()
    then = time.time() - days * DAY
    os.utime(path, (then, then))
    return path


def removed(tmp_path: Path) -> list[str]:
    """What is told when everything older than 30 days is removed."""
    told: list[str] = []
    remove_old(30, Diary(tmp_path / "state"), [DropFolder(str(tmp_path / "drop"))], told.append)
    return told


def test_reports_and_records_go_after_their_time(tmp_path: Path) -> None:
    old = [
        aged(tmp_path / "drop" / "done" / "20240101-120000-shop-abcd", 0),
        aged(tmp_path / "drop" / "failed" / "20240101-120000-shop-abcd", 0),
        aged(tmp_path / "state" / "runs" / "a.json", 31),
        aged(tmp_path / "state" / "told" / "b.webhook", 31),
    ]
    young = [
        aged(tmp_path / "drop" / "done" / "99990101-120000-shop-abcd", 0),
        aged(tmp_path / "drop" / "done" / "notes", 400),
        aged(tmp_path / "drop" / "a.csv", 400),
        aged(tmp_path / "drop" / "working" / "20240101-120000", 400),
        aged(tmp_path / "state" / "runs" / "c.json", 29),
        aged(tmp_path / "state" / "told" / "begun", 400),
    ]
    assert removed(tmp_path) == []
    assert [path for path in old if path.exists()] == []
    assert [path for path in young if not path.exists()] == []


def test_what_killed_processes_left_in_the_temporary_folder_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    session = "session_2026-11-21_10-00-00_000000"
    left = [
        aged(temporary / f"callsheet-drop-{2**22 + 1}-abc", 3),  # no process has such a number
        aged(temporary / "ray" / f"{session}_{2**22 + 1}", 3),
    ]
    stay = [
        aged(temporary / f"callsheet-drop-{2**22 + 1}-now", 1),
        aged(temporary / f"callsheet-drop-{os.getpid()}-long", 3),
        aged(temporary / "runner_storage" / "1234", 3),  # perhaps of a runner that still runs
        aged(temporary / "ray" / f"{session}_{os.getpid()}", 3),
        aged(temporary / "others", 300),
    ]
    removed(tmp_path)
    assert [path for path in left if path.exists()] == []
    assert [path for path in stay if not path.exists()] == []


def test_a_state_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(ProductionError, match=r"cannot be written .*Name another with `state:`"):
        Diary(tmp_path / "state")
