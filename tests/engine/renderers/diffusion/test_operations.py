"""Every operation on both families: what is asked for is what comes out, whatever the weights are.

Random weights draw noise: lengths, sizes, kept frames and joints are real all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.media import probe
from engine.renderers.clips import ClipInput
from engine.renderers.take import encode_take, yuv420p
from schemas.setup import Canvas
from schemas.shot import (
    Blend,
    Card,
    Extend,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    ShotRef,
)
from tests.engine.renderers.diffusion.conftest import (
    ANIMATE,
    GENERATE,
    TOWARDS,
    Shoot,
)
from tests.tiny import Kind

Photo = Callable[[int], Path]
Clips = Callable[..., ClipInput]
SOURCE = ShotRef(shot="source")
OTHER = ShotRef(shot="other")

FAMILIES: dict[str, tuple[Kind, ...]] = {"wan": ("vace", "text"), "ltx2": ("ltx2",)}
RATES = {"wan": Fraction(16), "ltx2": Fraction(24)}
STEPS = {"wan": 4, "ltx2": 8}
KEPT = 3.0
"""Levels of 255 by which a take's encoding (CRF 12) moves a frame that is kept, at most."""


@pytest.fixture(params=sorted(FAMILIES))
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clip_of(tmp_path: Path) -> Clips:
    """A clip of soft pictures that move steadily, in the family's own size and rate."""

    def _clip(
        family: str, frames: int, *, seed: int = 1, role: str = "source", **canvas: Any
    ) -> ClipInput:
        native = Canvas(**{"width": 64, "height": 64, "rate": RATES[family], **canvas})
        path = tmp_path / f"{role}-{seed}.mp4"
        encode_take(map(yuv420p, moving(seed, frames, native)), native, path)
        return ClipInput(path, native, 0, frames, role)

    return _clip


def moving(seed: int, frames: int, canvas: Canvas) -> Iterator[np.ndarray[Any, Any]]:
    y, x = np.mgrid[: canvas.height, : canvas.width] / 64
    for n in range(frames):
        waves = [np.sin(2 * np.pi * (x * (c + seed) / 3 + y + n / 24 + c / 3)) for c in range(3)]
        yield (np.stack(waves, -1) * 80 + 128).astype(np.uint8)


def apart(one: Any, other: Any) -> float:
    """How far two frames are apart, in levels of 255."""
    return float(np.abs(one.astype(int) - other).mean())


def same(one: list[Any], other: list[Any]) -> bool:
    """Whether frames are one another's but for the encoding."""
    assert one
    assert len(one) == len(other)
    return max(map(apart, one, other)) < KEPT


CLIPPED: dict[str, tuple[Shot, tuple[str, ...]]] = {
    "extend": (Extend(operation="extend", name="x", frames=17, source=SOURCE, kept=9), ("source",)),
    "backward": (
        Extend(
            operation="extend", name="x", frames=17, source=SOURCE, kept=9, direction="backward"
        ),
        ("source",),
    ),
    "loop": (Loop(operation="loop", name="x", frames=17, source=SOURCE), ("source",)),
    "blend": (
        Blend(operation="blend", name="x", frames=17, first=SOURCE, second=OTHER),
        ("first", "second"),
    ),
    "restyle": (
        Restyle(operation="restyle", name="x", frames=17, source=SOURCE, strength=0.6),
        ("source",),
    ),
    "animate": (ANIMATE, ()),
    "towards": (TOWARDS, ()),
    "generate": (GENERATE, ()),
    "cards": (
        GENERATE.model_copy(
            update={"cards": (Card(frame=8, picture=PictureRef(picture=0), prompt="it turns"),)}
        ),
        (),
    ),
}


@pytest.mark.parametrize("operation", sorted(CLIPPED))
@pytest.mark.parametrize("longest", [9, 17])
def test_each_operation_makes_exactly_the_frames_and_the_size_that_were_asked_for(
    operation: str, longest: int, family: str, shoot: Shoot, clip_of: Clips, photo: Photo
) -> None:
    shot, roles = CLIPPED[operation]
    shot = shot.model_copy(update={"frames": 17})
    pictures = [photo(1), photo(2)][: {"animate": 1, "towards": 2, "cards": 1}.get(operation, 0)]
    clips = [clip_of(family, 17, seed=n, role=role) for n, role in enumerate(roles, 1)]
    take, lineage = shoot(
        shot, *pictures, models=FAMILIES[family], clips=clips, frames=17, longest=longest, steps=1
    )
    picture = probe(take).picture
    assert picture
    assert (picture.width, picture.height, picture.rate) == (64, 64, RATES[family])
    assert (picture.frames, picture.uneven, picture.start) == (17, 0, 0)
    assert lineage["operation"] == shot.operation
    drawn = [int(frames) for frames in lineage["clips"].split(" + ")]
    assert all(frames <= longest and frames % STEPS[family] == 1 for frames in drawn)
    if operation in ("generate", "animate", "towards", "restyle"):
        assert (len(drawn) > 1) == (longest == 9)
