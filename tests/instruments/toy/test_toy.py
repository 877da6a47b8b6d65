"""The toy's films are what their captions say, and the product loads what its training makes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.prompts import wan_prompt
from engine.renderers.diffusion import Diffusion
from tests.engine.renderers.animatic.conftest import decoded
from tests.engine.renderers.diffusion.conftest import GENERATE, settings_of, setup_of, taken
from tests.instruments.toy import training
from tests.instruments.toy.eyes import shape_of, thing_in
from tests.instruments.toy.films import (
    COLOURS,
    SHAPES,
    STEPS,
    Film,
    caption,
    drawn,
    drawn_by_chance,
)
from tests.instruments.toy.parts import tokenizer

PLAN = training.Plan(
    vae_steps=1, films=2, steps=3, batch=2, sizes=((64, 64, 1.0),), lengths=((5, 1.0),)
)
SIZE = (64, 64)


def middle(frame: Any, ground: float) -> Any:
    """(x, y) of what is not ground."""
    rows, columns = np.nonzero(abs(frame - ground).max(-1) > 0.2)
    return np.array([columns.mean(), rows.mean()])


@pytest.mark.parametrize("way", STEPS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_film_shows_its_shape_in_its_colour_on_its_way(way: str, shape: str) -> None:
    x, y = STEPS[way]
    film = Film("blue", shape, way, 32 - 12 * x, 32 - 12 * y)
    frames = drawn(film, SIZE, 17)
    gone = middle(frames[-1], film.ground) - middle(frames[0], film.ground)
    assert gone == pytest.approx([24 * x, 24 * y], abs=0.6)
    seen = frames[8][32, 32]
    assert min(COLOURS, key=lambda name: float(np.sum((seen - COLOURS[name]) ** 2))) == "blue"
    covered = (abs(frames[8] - film.ground).max(-1) > 0.2).sum() / film.radius**2
    assert covered == pytest.approx({"ball": 3.14, "box": 3.24, "triangle": 2.0}[shape], rel=0.15)


def test_a_captions_words_are_all_that_is_read_of_a_prompt() -> None:
    chance, reads = np.random.default_rng(3), tokenizer()
    for _ in range(200):
        film = drawn_by_chance(chance, SIZE, 17)
        text = wan_prompt(caption(film, chance), "generate").text
        words = reads.convert_ids_to_tokens(reads(text).input_ids)
        assert words[-1] == "</s>"
        assert {film.colour, film.shape} <= set(words)
        if film.becomes is None:
            others = {*COLOURS, *SHAPES, *STEPS} - {film.colour, film.shape, film.way}
            assert others.isdisjoint(words)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch  # noqa: PLC0415 - heavy

    torch.set_num_threads(1)  # more of them wait for each other on a busy machine
    root = tmp_path_factory.mktemp("toy")
    training.train(PLAN, root / "work", root / "callsheet-tiny", lambda _: None)
    return root / "callsheet-tiny"


def test_a_training_that_was_stopped_ends_with_the_same_weights(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.torch import load_file  # noqa: PLC0415 - heavy

    monkeypatch.setattr(training, "_KEPT_EVERY", 1)

    def _stop(said: str) -> None:
        if said.startswith("moves 2/3"):
            raise KeyboardInterrupt

    folder = tmp_path / "again"
    with pytest.raises(KeyboardInterrupt):
        training.train(PLAN, tmp_path / "work", folder, _stop)
    training.train(PLAN, tmp_path / "work", folder, lambda _: None)
    for part in ("transformer", "vae"):
        (name,) = (trained / part).glob("*.safetensors")
        one, other = load_file(name), load_file(folder / part / name.name)
        assert all((one[key] == other[key]).all() for key in one)


def test_another_plan_does_not_go_on_from_the_work_of_one(trained: Path, tmp_path: Path) -> None:
    work = trained.parent / "work"
    with pytest.raises(ValueError, match="another plan"):
        training.train(replace(PLAN, seed=1), work, tmp_path / "other", lambda _: None)


def test_the_product_shoots_with_it(trained: Path, tmp_path: Path) -> None:
    renderer = Diffusion(settings_of(trained, licence="any"), tmp_path)
    shot = GENERATE.model_copy(update={"frames": 5})
    lineage = taken(renderer, setup_of(renderer, shot, frames=5), tmp_path / "take.mp4")
    assert len(decoded(tmp_path / "take.mp4")) == 5
    assert lineage["model"] == "callsheet-tiny"
    size = sum(path.stat().st_size for path in trained.rglob("*.safetensors"))
    assert size < 12_000_000


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("colour", COLOURS)
def test_the_eyes_see_what_was_drawn(colour: str, shape: str) -> None:
    frames = drawn(Film(colour, shape, "right", 22, 30, speed=1.3, ground=0.25), SIZE, 9)
    things = [thing for frame in frames if (thing := thing_in(frame)) is not None]
    assert len(things) == 9
    assert {thing.colour for thing in things} == {colour}
    assert shape_of(things) == shape
    assert things[-1].x - things[0].x == pytest.approx(8 * 1.3, abs=0.6)
    assert thing_in(np.full((*SIZE, 3), 0.25)) is None
