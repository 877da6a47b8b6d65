"""The shipped designs tell films as the three dramaturgies did that were code before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.writers.template import TemplateWriter
from schemas.brief import Brief
from schemas.script import Script
from schemas.storyboard import Storyboard
from tests.engine.writers.briefs import material

_RECORDED = Path(__file__).with_name("dramaturgies.jsonl")
CASES = [json.loads(line) for line in _RECORDED.read_text("utf-8").splitlines()]
"""Rows with and without each column, in several languages; what was written for them before."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["brief"]["id"]))
def test_a_row_is_written_as_it_always_was(case: dict[str, Any]) -> None:
    row, writer = Brief.model_validate(case["brief"]), TemplateWriter()
    board = writer.storyboard(row, material(case["pictures"]))
    assert board == Storyboard.model_validate(case["storyboard"])
    for words in case["scripts"]:
        script = Script.model_validate(words)
        assert writer.script(row, board, script.locale) == script


def test_every_kind_is_recorded_with_and_without_points() -> None:
    kinds = {(case["brief"].get("kind", "product"), "bullets" in case["brief"]) for case in CASES}
    assert kinds == {(kind, points) for kind in ("product", "lesson", "ad") for points in (0, 1)}
