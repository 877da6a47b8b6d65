"""A plan tells people, film by film, what is a matter of taste."""

from __future__ import annotations

import pytest

from flows.command_line.answers import Planned
from schemas.run import Action, Counts, PlannedFilm


def test_findings_stand_under_the_films_and_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    film = PlannedFilm(
        id="cup",
        slug="cup",
        locale="en",
        profile="youtube",
        file="films/cup/cup_en_youtube.mp4",
        action=Action.CREATE,
        why="it is not there yet",
        findings=("same layout: 3 shots (at most 2 shots)",),
    )
    plan = Planned(Counts(), iter([film]), iter(()), "", "", 0)
    plan.show()
    told = " ".join(capsys.readouterr().out.split())
    assert "A matter of taste: cup_en_youtube: same layout: 3 shots (at most 2 shots)" in told
