"""A take is held to what it adds to its source: a white ground is no fault, a blown-out shot is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.inputs import InputFile
from engine.inspection import limits_for
from engine.jobs.shooting import Shooting, Standards, shoot
from engine.pictures.seeing import understand
from engine.renderers.animatic import Animatic
from engine.store import FolderBlobs
from schemas.brief import Picture
from schemas.setup import Canvas
from tests.engine.jobs.conftest import Projector
from tests.engine.jobs.test_shooting import setup_of, showing

CANVAS = Canvas(width=160, height=90)
PALE = "testsrc2=size=160x90:rate=24,lutyuv=y='228+val*0.03':u='120+val*0.06':v='120+val*0.06'"
EMPTY = "color=white:size=160x90:rate=24,drawbox=x='60+t*6':y=40:w=2:h=2:color=gray:t=fill"


def packshot(path: Path, ground: int, size: int, darkest: int = 40) -> Path:
    """A small textured thing on a plain ground."""
    pixels = np.full((900, 1600, 3), ground, np.uint8)
    top, left = 450 - size // 2, 800 - size // 2
    noise = np.random.default_rng(1).integers(
        darkest, darkest + 20, (size // 10, size // 10, 3), np.uint8
    )
    thing = np.kron(noise, np.ones((10, 10, 1), np.uint8))
    pixels[top : top + size, left : left + size] = thing
    Image.fromarray(pixels).save(path)
    return path


def shot(
    shooter: Any, file: Path, blobs: FolderBlobs, *, generated: bool, frames: int = 24
) -> Shooting:
    seen = understand(np.asarray(Image.open(file)))
    picture = Picture(
        path=file.name, sha256="0" * 64, width=1600, height=900, format="PNG", seen=seen
    )
    setup = showing(setup_of(frames=frames), picture, CANVAS)
    standards = Standards(limits_for(), 2, generated=generated)
    return shoot(setup, shooter, [InputFile(file, picture.sha256)], standards, blobs)


def failed(result: Shooting) -> set[str]:
    return {found.measure for found in result.inspections[-1].failed}


def test_a_models_take_of_a_white_packshot_is_as_white_as_the_packshot(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    projector, file = Projector(lambda _seed: PALE), packshot(tmp_path / "a.png", 255, 140, 235)
    result = shot(projector, file, blobs, generated=True)
    exposure = next(one for one in result.inspections[-1].measurements if one.measure == "exposure")
    assert exposure.value > 0.97, "beyond the limit of what was made from nothing"
    assert failed(result) == set()
    assert projector.seeds == [5]


def test_a_take_that_blows_its_source_out_is_refused_and_taken_again(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    projector = Projector(lambda _seed: EMPTY)
    result = shot(projector, packshot(tmp_path / "a.png", 120, 600), blobs, generated=True)
    assert {"exposure", "white_clipped"} <= failed(result)
    assert projector.seeds == [5, 6, 7]


def test_a_plain_picture_of_the_rows_own_cannot_be_seen_to_move_and_is_no_fault(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    file = tmp_path / "a.png"
    Image.new("RGB", (1600, 900), (250, 250, 250)).save(file)
    assert failed(shot(Animatic().shooter(), file, blobs, generated=False, frames=60)) == set()


@pytest.mark.parametrize("ground", [0, 6, 255])
def test_the_rows_own_picture_on_black_or_white_passes_at_once(
    blobs: FolderBlobs, tmp_path: Path, ground: int
) -> None:
    file = packshot(tmp_path / "a.png", ground, 140)
    result = shot(Animatic().shooter(), file, blobs, generated=False)
    assert failed(result) == set()
    assert len(result.takes) == 1
