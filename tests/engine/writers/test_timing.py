"""Every writer plans by the one table of timing."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.binding import values
from engine.writers import timing
from engine.writers.model.direction import Room
from engine.writers.model.speaking import handle, narrated, spoken
from schemas.brief import Material
from tests.engine.writers.test_own import written

BOARD = 'shots: [{name: a, operation: animate, picture: 0, seconds: 4, say: "{title}"}]'


def test_a_storyboard_files_lines_begin_as_late_as_the_table_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, row = written(tmp_path, BOARD)
    board = writer.storyboard(row, Material())
    monkeypatch.setattr(timing, "LEAD", 1.0)
    assert [line.offset for line in writer.script(row, board, "en").lines] == [24]


@pytest.mark.parametrize(
    ("name", "value"),
    [("LEAD", 1.35), ("TAIL", 1.55), ("LATE_LINE", 2.6), ("WORDS_PER_MINUTE", 80)],
)
def test_a_models_shots_are_as_long_as_the_table_says(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float
) -> None:
    def asked() -> float:
        return spoken("Now for {price}, in plain words", {"price": "12"}, "en")

    before = asked()
    monkeypatch.setattr(timing, name, value)
    assert asked() >= before + 0.9
    assert asked() > timing.LEAD + timing.TAIL


def test_a_models_handles_and_narrations_follow_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, row = written(tmp_path, BOARD)
    board = writer.storyboard(row, Material())
    told = row.model_copy(update={"narration": "A lamp that stands."})
    before = (handle(5.0), Room("en").characters(5.0))
    monkeypatch.setattr(timing, "HANDLE_LEAST", 2.5)
    assert handle(5.0) == before[0] + 2.0
    monkeypatch.setattr(timing, "LEAD", 2.0)
    assert Room("en").characters(5.0) < before[1]
    (line,) = narrated(board, values(told, "en"), "en")
    assert line.offset == 48
