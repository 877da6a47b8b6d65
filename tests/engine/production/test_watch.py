"""Whoever watches a run hears how far each shot is, and a sentence for each row's shots."""

from __future__ import annotations

import io
import re

from rich.console import Console

from engine.production.run import Choices, produce
from engine.production.watch import Quiet, Stage
from flows.catalog import catalog_of
from flows.command_line.progress import Bar, Lines
from tests.engine.production.conftest import Studio


class Follower(Quiet):
    """Writes down what it hears of shots."""

    follows_shots = True

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, float]] = []
        self.said: list[str] = []

    def shot(self, row: str, shot: str, share: float) -> None:
        self.heard.append((row, shot, share))

    def shots(self, row: str, sentence: str) -> None:
        assert sentence.startswith(f"{row}: ")
        self.said.append(sentence)


def test_each_shots_progress_and_each_rows_shots_are_heard(studio: Studio) -> None:
    studio.set(deliveries=[{"profile": "preview-tall"}])
    watch = Follower()
    with studio.opened() as context:
        result = produce(context, catalog_of(context), Choices(only=("cup",)), watch)
    (sentence,) = watch.said
    rendered = result.counts.shots.rendered
    assert re.fullmatch(rf"cup: {rendered} shots in \d+ s", sentence)
    ended = {(row, shot) for row, shot, share in watch.heard if share == 1.0}
    assert len(ended) == rendered
    assert {row for row, _, _ in watch.heard} == {"cup"}


def test_a_terminals_bar_shows_the_shots_that_are_under_way() -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=120, color_system=None)
    with Bar(console) as bar:
        assert bar.follows_shots
        bar.stage(Stage.MAKE, "films", 2)
        bar.shot("lamp-7", "hook", 0.4)
        assert bar.under_way == "lamp-7 hook 40%"
        bar.shot("cup", "open", 0.2)
        assert bar.under_way == "2 shots, 30%"
        bar.shot("cup", "open", 1.0)
        assert bar.under_way == "lamp-7 hook 40%"
        bar.shots("lamp-7", "lamp-7: 6 shots in 14 s, 1 retake")
        assert bar.under_way == ""
    assert "lamp-7: 6 shots in 14 s, 1 retake" in written.getvalue()


def test_a_pipe_has_a_line_for_each_film_and_none_for_shots() -> None:
    written = io.StringIO()
    lines = Lines(Console(file=written))
    lines.shot("lamp-7", "hook", 0.4)
    lines.shots("lamp-7", "lamp-7: 6 shots in 14 s, 1 retake")
    assert not lines.follows_shots
    assert written.getvalue() == ""
