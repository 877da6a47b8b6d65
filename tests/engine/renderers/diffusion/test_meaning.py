"""What each operation means, measured in the pixels of a model that was trained: callsheet-tiny.

Random weights show that frames are kept and lengths are right; these show that words are followed,
motion goes on, and no condition is turned round.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.renderers import ClipInput
from engine.renderers.diffusion import Diffusion
from engine.renderers.take import encode_take, yuv420p
from schemas.rendering import DiffusionSettings
from schemas.setup import Canvas
from schemas.shot import (
    Animate,
    Blend,
    Card,
    Description,
    Extend,
    Generate,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    ShotRef,
)
from tests.engine.renderers.animatic.conftest import decoded
from tests.engine.renderers.diffusion.conftest import setup_of, taken
from tests.instruments.toy.eyes import Thing, shape_of, thing_in
from tests.instruments.toy.films import STEPS, Film, drawn

CANVAS = Canvas(width=64, height=64, rate=Fraction(16))
FRAMES = 17
SOURCE, OTHER = ShotRef(shot="source"), ShotRef(shot="other")

Shoot = Callable[..., list[Any]]
Clips = Callable[..., ClipInput]


@pytest.fixture(scope="module")
def tiny_model() -> Diffusion:
    import torch  # noqa: PLC0415 - heavy

    torch.set_num_threads(1)  # more of them wait for each other on a busy machine
    return Diffusion(
        DiffusionSettings.model_validate({"models": [{"name": "callsheet-tiny"}]}), Path()
    )


@pytest.fixture
def shoot(tiny_model: Diffusion, tmp_path: Path) -> Shoot:
    """The take's frames (h, w, 3) from 0 to 1."""

    def _shoot(
        shot: Shot, *, seed: int = 0, pictures: Sequence[Path] = (), clips: Sequence[ClipInput] = ()
    ) -> list[Any]:
        setup = setup_of(
            tiny_model,
            shot,
            frames=shot.frames,
            seed=seed,
            canvas=CANVAS,
            pictures=len(pictures),
            sources=len(clips),
        )
        taken(tiny_model, setup, tmp_path / "take.mp4", pictures, clips)
        return [frame / 255 for frame in decoded(tmp_path / "take.mp4")]

    return _shoot


@pytest.fixture
def clip_of(tmp_path: Path) -> Clips:
    def _clip(film: Film, frames: int = FRAMES, role: str = "source") -> ClipInput:
        path = tmp_path / f"{role}.mp4"
        levels = (drawn(film, (64, 64), frames) * 255).round().astype(np.uint8)
        encode_take(map(yuv420p, levels), CANVAS, path)
        return ClipInput(path, CANVAS, 0, frames, role)

    return _clip


def said(subject: str, action: str = "") -> Description:
    return Description(subject=subject, action=action)


def seen(frames: Sequence[Any]) -> list[Thing]:
    found = [thing_in(frame) for frame in frames]
    return [one for one in found if one is not None]


def motion(frames: Sequence[Any]) -> Any:
    """Pixels per frame (x, y): the median over frames four apart, in a world without edges."""
    things = [thing_in(frame) for frame in frames]
    steps = [
        [(b.x - a.x + 32) % 64 - 32, (b.y - a.y + 32) % 64 - 32]
        for a, b in zip(things, things[4:], strict=False)
        if a is not None and b is not None
    ]
    return np.median(steps, axis=0) / 4 if steps else np.zeros(2)


def goes(frames: Sequence[Any], way: str) -> bool:
    """Whether it moves that way, more than any other."""
    step = motion(frames)
    along = float(step @ np.array(STEPS[way]))
    return along > 0.4 and along > 2 * float(np.abs(step).sum() - abs(along))


ASKED = (
    ("red", "ball", "right"),
    ("green", "box", "left"),
    ("blue", "triangle", "up"),
    ("yellow", "ball", "down"),
    ("purple", "box", "right"),
    ("white", "triangle", "left"),
    ("red", "box", "up"),
    ("green", "ball", "down"),
    ("blue", "box", "right"),
    ("yellow", "triangle", "left"),
)


def test_words_become_their_colour_their_way_and_mostly_their_shape(shoot: Shoot) -> None:
    right = {"colour": 0, "shape": 0, "way": 0}
    for seed, (colour, shape, way) in enumerate(ASKED):
        shot = Generate(
            operation="generate",
            name="x",
            frames=FRAMES,
            description=said(f"a {colour} {shape}", f"it moves {way}"),
        )
        frames = shoot(shot, seed=seed)
        things = seen(frames[4:13])
        colours = [one.colour for one in things]
        right["colour"] += bool(things) and max(colours, key=colours.count) == colour
        right["shape"] += bool(things) and shape_of(things) == shape
        right["way"] += goes(frames, way)
    assert min(right["colour"], right["way"]) >= 9, right
    assert right["shape"] >= 7, right  # its boxes have round corners


def test_extensions_go_on_with_the_motion_in_both_directions(shoot: Shoot, clip_of: Clips) -> None:
    right = 0
    for way, direction in itertools.product(STEPS, ("forward", "backward")):
        x, y = STEPS[way]
        film = Film("green", "ball", way, 32 - 10 * x, 32 - 10 * y, speed=1.4)
        shot = Extend.model_validate(
            {
                "operation": "extend",
                "name": "x",
                "frames": FRAMES,
                "source": SOURCE,
                "kept": 9,
                "direction": direction,
                "description": said("a green ball", f"it moves {way}"),
            }
        )
        frames = shoot(shot, clips=[clip_of(film)])
        new = frames[8:] if direction == "forward" else frames[:9]
        speed = float(motion(new) @ np.array(STEPS[way]))
        colours = [one.colour for one in seen(new)]
        right += goes(new, way) and abs(speed - 1.4) < 0.6 and colours.count("green") >= 8
    assert right >= 7


def test_a_loop_leads_back_to_its_beginning(shoot: Shoot, clip_of: Clips) -> None:
    shot = Loop(
        operation="loop",
        name="x",
        frames=33,
        source=SOURCE,
        description=said("a blue ball", "it rests"),
    )
    frames = shoot(shot, clips=[clip_of(Film("blue", "ball", "", 32, 32), 33)])
    things = seen(frames)
    assert len(things) == 33
    steps = [
        abs(one.x - other.x) + abs(one.y - other.y) for one, other in itertools.pairwise(things)
    ]
    first, last = things[0], things[-1]
    # Its ground grows darker on the way, which the seam shows: what stands on it does not jump.
    assert abs(first.x - last.x) + abs(first.y - last.y) <= max(steps) + 0.5
    assert last.area == pytest.approx(first.area, rel=0.2)
    assert {one.colour for one in things} == {"blue"}


def test_a_blend_follows_its_curve_from_the_first_to_the_second(
    shoot: Shoot, clip_of: Clips
) -> None:
    one, other = Film("red", "ball", "", 32, 32), Film("blue", "box", "", 32, 32)
    shot = Blend(
        operation="blend",
        name="x",
        frames=FRAMES,
        first=SOURCE,
        second=OTHER,
        description=said("a red ball", "it turns into a blue box"),
    )
    clips = [clip_of(one, role="first"), clip_of(other, role="second")]
    frames = shoot(shot, clips=clips)
    first, second = drawn(one, (64, 64), 1)[0], drawn(other, (64, 64), 1)[0]
    shares = [
        apart(frame, first) / (apart(frame, first) + apart(frame, second)) for frame in frames
    ]
    assert shares[0] < 0.15
    assert shares[-1] > 0.85
    # It may hesitate, and never goes back by much.
    assert all(b > a - 0.12 for a, b in zip(shares, shares[2:], strict=False)), shares


def test_a_restyle_follows_its_words_the_more_the_stronger_it_is(
    shoot: Shoot, clip_of: Clips
) -> None:
    film = Film("red", "ball", "right", 24, 32)
    source = drawn(film, (64, 64), FRAMES)
    changed, green, moved = [], [], []
    for strength in (0.0, 0.05, 0.1, 0.2, 1.0):
        shot = Restyle(
            operation="restyle",
            name="x",
            frames=FRAMES,
            source=SOURCE,
            strength=strength,
            description=said("a green ball", "it moves right"),
        )
        frames = shoot(shot, clips=[clip_of(film)])
        changed.append(float(np.mean(list(map(apart, frames, source)))))
        things = seen(frames)
        green.append([one.colour for one in things].count("green"))
        moved.append(max(abs(one.x - film.at(n)[0]) for n, one in enumerate(things)))
    assert changed[:4] == sorted(changed[:4])
    assert green == sorted(green)
    assert (green[0], green[-1]) == (0, FRAMES)
    assert moved[-1] > moved[-2], "where it was is forgotten last"


def test_a_cards_words_take_effect_at_their_time(shoot: Shoot) -> None:
    right = 0
    for colour, shape, before, after in (
        ("red", "ball", "left", "up"),
        ("blue", "ball", "up", "left"),
        ("green", "ball", "down", "right"),
        ("purple", "ball", "left", "down"),
        ("white", "triangle", "up", "right"),
    ):
        shot = Generate(
            operation="generate",
            name="x",
            frames=33,
            description=said(f"a {colour} {shape}", f"it moves {before}"),
            cards=(Card(frame=16, prompt=f"it moves {after}"),),
        )
        frames = shoot(shot)
        right += goes(frames[:17], before) and goes(frames[18:], after)
    assert right >= 4


def test_pictures_are_met_at_both_ends_and_what_is_between_leads_from_one_to_the_other(
    shoot: Shoot, tmp_path: Path
) -> None:
    film = Film("purple", "box", "right", 20, 32, speed=1.5)
    levels = (drawn(film, (64, 64), FRAMES) * 255).round().astype(np.uint8)
    ends = [tmp_path / "first.png", tmp_path / "last.png"]
    for path, frame in zip(ends, (levels[0], levels[-1]), strict=True):
        Image.fromarray(frame).save(path)
    shot = Animate(
        operation="animate",
        name="x",
        frames=FRAMES,
        picture=PictureRef(picture=0),
        last=PictureRef(picture=1),
        description=said("a purple box", "it moves right"),
    )
    frames = shoot(shot, pictures=ends)
    assert apart(frames[0], levels[0] / 255) < 0.012
    assert apart(frames[-1], levels[-1] / 255) < 0.012
    middle = thing_in(frames[8])
    assert middle is not None
    assert middle.x == pytest.approx(32, abs=5)
    assert goes(frames, "right")


def apart(one: Any, other: Any) -> float:
    """Mean difference of two frames, from 0 to 1."""
    return float(np.abs(one - other).mean())
