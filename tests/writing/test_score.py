"""The scorer agrees with people about golden scripts, and knows stamped films."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.script import Line, Script
from schemas.shot import Camera, Description, Generate
from schemas.storyboard import Storyboard
from schemas.timing import frames_at
from tests.writing import score
from tests.writing.golden import Watching, golden_briefs, golden_rows, told_by
from tests.writing.score import Told, likeness, scores

JUDGED: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("judged.yaml").read_text("utf-8")
)
GOOD, BAD = 0.9, 0.75
"""A measure of at least, and of less than, what people call good and bad."""


def told(row: str, shots: list[Any]) -> Told:
    brief, rate = golden_briefs()[row], Fraction(24)
    described = Description(subject="it", action="stands", camera=Camera())
    board = tuple(
        Generate(
            operation="generate",
            name=f"shot{n}",
            frames=frames_at(rate, seconds),
            description=described,
        )
        for n, (seconds, _) in enumerate(shots)
    )
    lines = tuple(Line(shot=f"shot{n}", text=text) for n, (_, text) in enumerate(shots))
    script = Script(locale=brief.locale, lines=lines)
    return Told(brief, Storyboard(rate=rate, shots=board), script)


@pytest.mark.parametrize("case", [one for one in JUDGED if "judged" in one], ids=lambda c: c["why"])
def test_a_script_is_scored_as_people_judged_it(case: dict[str, Any]) -> None:
    one = told(case["row"], case["shots"])
    for measure, good in case["judged"].items():
        found = getattr(score, measure)(one)
        assert found >= GOOD if good else found < BAD, measure


@pytest.mark.parametrize("case", [one for one in JUDGED if "neighbours" in one], ids=str)
def test_neighbours_that_look_stamped_are_alike_whatever_they_are_about(
    case: dict[str, Any],
) -> None:
    one, other = (told(*pair) for pair in zip(case["neighbours"], case["shots"], strict=True))
    assert (likeness(one, other) > 0.8) is case["alike"]
    assert (likeness(one, other) < 0.6) is not case["alike"]


def test_the_template_writer_is_true_and_fits_over_the_golden_set(tmp_path: Path) -> None:
    golden = told_by(tmp_path, {"name": "template"}, Watching(), rows=6)
    assert [one.brief.id for one in golden.told] == [row["id"] for row in golden_rows()[:6]]
    assert golden.rejects == []
    found = scores(golden.told)
    assert (found["truth"], found["fit"]) == (1.0, 1.0)
    assert 0 < found["variety"] < 1
