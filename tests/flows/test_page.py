"""What answers look like where nobody says how wide a line may be."""

from __future__ import annotations

import pytest
from rich.table import Table

from flows.command_line.page import page

LONG = "a reason that takes its time " * 5


@pytest.fixture(autouse=True)
def _piped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def test_a_piped_line_is_never_broken(capsys: pytest.CaptureFixture[str]) -> None:
    page().print(LONG)
    assert capsys.readouterr().out == f"{LONG}\n"


def test_a_piped_table_is_wider_than_an_old_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table("film", "why", box=None, pad_edge=False)
    table.add_row("bottle_en_youtube", LONG[:120])
    page().print(table, soft_wrap=False)
    assert LONG[:120].strip() in capsys.readouterr().out


def test_whoever_says_how_wide_is_heard(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    table = Table("why", box=None, pad_edge=False)
    table.add_row(LONG)
    page().print(table, soft_wrap=False)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 40
