"""A setup is shot until a take passes, or no seed can help, or no retake is left."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.inputs import InputFile
from engine.inspection import limits_for
from engine.jobs.shooting import Shooting, Standards, shoot
from engine.placement import Seen, framed, placed
from engine.renderers import Order
from engine.renderers.animatic import Animatic
from engine.store import BlobKind, FolderBlobs
from schemas.brief import Picture
from schemas.errors import InspectionError, RenderError
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Camera, Description, Generate, Move, PictureRef
from tests.engine.jobs.conftest import BLACK, GOOD, STILL, Projector, clip
from tests.seen import seen

CANVAS = Canvas(width=160, height=90)
ANIMATIC = Animatic().shooter()


def setup_of(*, move: Move = Move.PUSH_IN, frames: int = 24, seed: int = 5) -> Setup:
    return Setup(
        shot=Animate(
            operation="animate",
            name="one",
            frames=frames,
            picture=PictureRef(picture=0),
            description=Description(camera=Camera(move=move)),
        ),
        canvas=CANVAS,
        frames=frames,
        renderer="projector",
        seed=seed,
    )


def showing(setup: Setup, picture: Picture, canvas: Canvas = CANVAS) -> Setup:
    """The setup with a picture of the row's own, placed as the plan would."""
    brand = {"background": "#14323a", "light": "#ffffff", "dark": "#101010"}
    return setup.model_copy(
        update={
            "canvas": canvas,
            "pictures": (picture,),
            "placement": framed(setup.shot, canvas, [Seen.of(picture)], brand),
            "style_inputs": {"panel_radius": 0.014},
        }
    )


def shot(renderer: Projector, setup: Setup, blobs: FolderBlobs, *, retakes: int = 2) -> Shooting:
    return shoot(setup, renderer, [], Standards(limits_for(), retakes, generated=True), blobs)


def _failed(result: Shooting) -> set[str]:
    return {found.measure for found in result.inspections[-1].failed}


def test_a_good_take_is_the_only_one(blobs: FolderBlobs) -> None:
    renderer, setup = Projector(lambda _seed: GOOD), setup_of()
    result = shot(renderer, setup, blobs)
    (take,) = result.takes
    assert result.passed
    assert renderer.seeds == [5]
    assert (take.key, result.setup, result.rendered) == (setup.key(), setup.key(), 1)
    assert (take.shot, take.frames, take.attempt) == ("one", 24, 0)
    assert take.lineage == {"renderer": "projector 1", "seed": "5"}
    assert blobs.has(take.key, BlobKind.TAKE)


def test_the_inspection_says_how_bright_the_picture_is_for_type(blobs: FolderBlobs) -> None:
    renderer = Projector(lambda _seed: f"{GOOD},drawbox=w=80:h=90:color=white:t=fill")
    (inspection,) = shot(renderer, setup_of(), blobs, retakes=0).inspections
    left = [cell for row in inspection.luma for cell in row[:2]]
    right = [cell for row in inspection.luma for cell in row[4:]]
    assert len(inspection.luma) == 6
    assert min(left) > 0.95 > np.mean(right)


def test_another_seed_is_tried_until_a_take_passes(blobs: FolderBlobs) -> None:
    renderer, setup = Projector(lambda seed: GOOD if seed == 7 else BLACK), setup_of()
    result = shot(renderer, setup, blobs)
    assert result.passed
    assert renderer.seeds == [5, 6, 7]
    assert [found.passed for found in result.inspections] == [False, False, True]
    assert [take.attempt for take in result.takes] == [0, 1, 2]
    assert len({take.key for take in result.takes}) == 3
    assert result.setup == setup.key()


@pytest.mark.parametrize("retakes", [0, 1])
def test_retakes_end_at_their_limit_and_the_failure_is_kept(
    blobs: FolderBlobs, retakes: int
) -> None:
    renderer = Projector(lambda _seed: BLACK)
    result = shot(renderer, setup_of(), blobs, retakes=retakes)
    assert not result.passed
    assert len(renderer.seeds) == len(result.takes) == result.rendered == 1 + retakes
    assert {"black_share", "exposure"} <= _failed(result)


def test_what_no_seed_can_cure_is_not_shot_again(blobs: FolderBlobs) -> None:
    renderer = Projector(lambda _seed: GOOD, missing=1)
    result = shot(renderer, setup_of(), blobs)
    assert _failed(result) == {"frames"}
    assert renderer.seeds == [5]


@pytest.mark.parametrize(("move", "passes"), [(Move.PUSH_IN, False), (Move.HOLD, True)])
def test_standing_still_is_a_fault_only_of_a_shot_that_should_move(
    blobs: FolderBlobs, move: Move, passes: bool
) -> None:
    renderer = Projector(lambda _seed: STILL)
    result = shot(renderer, setup_of(move=move, frames=36), blobs, retakes=0)
    assert result.passed == passes
    assert ("duplicates" in _failed(result)) != passes


def test_a_take_that_is_there_already_is_inspected_and_not_shot(blobs: FolderBlobs) -> None:
    renderer, setup = Projector(lambda _seed: GOOD), setup_of()
    with blobs.writing(setup.key(), BlobKind.TAKE) as target:
        clip(GOOD, 24, target)
    result = shot(renderer, setup, blobs)
    assert result.passed
    assert (renderer.seeds, result.rendered) == ([], 0)
    assert [take.key for take in result.takes] == [setup.key()]


def test_a_bad_take_that_is_there_already_is_shot_again_but_not_itself(blobs: FolderBlobs) -> None:
    renderer, setup = Projector(lambda _seed: GOOD), setup_of()
    with blobs.writing(setup.key(), BlobKind.TAKE) as target:
        clip(BLACK, 24, target)
    result = shot(renderer, setup, blobs)
    assert result.passed
    assert (renderer.seeds, result.rendered, len(result.takes)) == ([6], 1, 2)


def test_where_the_renderer_fails_nothing_is_left_in_the_store(blobs: FolderBlobs) -> None:
    class Broken(Projector):
        def shoot(self, order: Order, target: Path, report: object) -> dict[str, str]:
            del report
            target.write_bytes(b"half a take")
            raise RenderError("the lamp is broken", f"shot {order.setup.shot.name!r}")

    renderer = Broken(lambda _seed: GOOD)
    with pytest.raises(RenderError, match=r"the lamp is broken \(shot 'one'\)"):
        shot(renderer, setup_of(), blobs)
    assert [path for path in blobs.root.rglob("*") if path.is_file()] == []


def test_what_was_shot_survives_the_way_back_from_a_worker(blobs: FolderBlobs) -> None:
    renderer = Projector(lambda _seed: GOOD)
    result = shot(renderer, setup_of(), blobs)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own bytes


def test_a_shot_whose_source_failed_is_not_shot(blobs: FolderBlobs) -> None:
    source = shot(Projector(lambda _seed: BLACK), setup_of(), blobs, retakes=0)
    dependant = setup_of(seed=9)
    with pytest.raises(InspectionError, match=r"that it starts from failed \(shot 'one': \w+ is "):
        shoot(dependant, ANIMATIC, [], Standards(limits_for()), blobs, source)
    assert not blobs.has(dependant.key(), BlobKind.TAKE)


def placed_in(setup: Setup, picture: Picture) -> Setup:
    """The setup as the animatic renderer is given it: with its picture in its place."""
    colours = {"background": "#14323a", "light": "#f4f1ea", "dark": "#12181b"}
    placement = placed(setup.shot, setup.canvas, [Seen.of(picture)], colours, worded=False)
    return setup.model_copy(
        update={
            "renderer": "animatic",
            "pictures": (picture,),
            "placement": placement,
            "style_inputs": {"panel_radius": 0.014},
        }
    )


def test_a_bare_ground_for_type_may_be_dark_and_has_no_edges(blobs: FolderBlobs) -> None:
    shot = Generate(operation="generate", name="words", frames=24)
    placement = placed(shot, setup_of().canvas, [], {"background": "#101010"})
    update = {"shot": shot, "pictures": (), "placement": placement}
    setup = setup_of().model_copy(
        update={**update, "renderer": "animatic", "style_inputs": {"panel_radius": 0.014}}
    )
    assert shoot(setup, ANIMATIC, [], Standards(limits_for()), blobs).passed


def test_a_white_packshot_of_the_rows_own_is_no_fault_of_its_take(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    """What was seen: exposure 0.976 refused after three identical takes."""
    white = np.full((400, 640, 3), 254, np.uint8)
    white[180:220, 300:340] = np.random.default_rng(1).integers(0, 120, (40, 40, 3))
    Image.fromarray(white).save(tmp_path / "a.png")
    picture = Picture(
        path="a.png", sha256="0" * 64, width=640, height=400, format="png", seen=seen(640)
    )
    setup = placed_in(setup_of(), picture)
    input_file = InputFile(tmp_path / "a.png", picture.sha256)
    result = shoot(setup, ANIMATIC, [input_file], Standards(limits_for()), blobs)
    assert "exposure" not in _failed(result)
    assert "white_clipped" not in _failed(result)


def test_the_animatic_renderer_shoots_a_photograph_that_passes(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (12, 20, 3), np.uint8)
    Image.fromarray(noise).resize((640, 400), Image.Resampling.BICUBIC).save(tmp_path / "a.png")
    picture = Picture(
        path="a.png", sha256="0" * 64, width=640, height=400, format="png", seen=seen(640)
    )
    setup = placed_in(setup_of(frames=36), picture)
    input_file = InputFile(tmp_path / "a.png", picture.sha256)
    result = shoot(setup, ANIMATIC, [input_file], Standards(limits_for()), blobs)
    assert result.passed, result.inspections[-1].failed
    assert result.takes[0].lineage["renderer"].startswith("animatic")
