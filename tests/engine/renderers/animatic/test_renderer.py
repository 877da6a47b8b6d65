from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.media import probe
from engine.renderers import Offer, Order, Unsupported
from engine.renderers.animatic import Animatic, camera, stage
from engine.renderers.animatic.backdrop import backdrops
from engine.renderers.animatic.warp import Shown, frames_of
from schemas.errors import RenderError
from schemas.placement import Placement
from schemas.setup import Canvas, Setup
from schemas.shot import (
    Animate,
    Camera,
    Card,
    Description,
    Generate,
    Move,
    PictureRef,
    Shot,
    Still,
)
from schemas.understanding import PictureKind
from tests.engine.renderers.animatic.conftest import (
    BRAND,
    CANVASES,
    LANDSCAPE,
    SEEN,
    Pixels,
    Shoot,
    decoded,
    flat,
    studio,
    texture,
    thing_in,
)

PICTURE = PictureRef(picture=0)
MOVING = pytest.mark.parametrize("move", [move for move in Move if move is not Move.HOLD])


def animate(move: Move = Move.PUSH_IN, strength: float = 0.5) -> Animate:
    look = Description(camera=Camera(move=move, strength=strength))
    return Animate(operation="animate", name="shot", frames=24, picture=PICTURE, description=look)


OFFERED: dict[str, tuple[Shot, int]] = {
    "still": (Still(operation="still", name="shot", frames=24, picture=PICTURE), 1),
    "a bare still": (Still(operation="still", name="shot", frames=24), 0),
    "generate": (Generate(operation="generate", name="shot", frames=24, references=(PICTURE,)), 1),
    "a bare generate": (Generate(operation="generate", name="shot", frames=24), 0),
    "animate": (animate(), 1),
}


@CANVASES
@pytest.mark.parametrize("offered", OFFERED)
def test_a_take_is_exactly_what_its_setup_asks_for(
    offered: str, canvas: Canvas, shoot: Shoot
) -> None:
    shot, pictures = OFFERED[offered]
    picture = probe(shoot(shot, *[studio()] * pictures, canvas=canvas, frames=37)).picture
    assert picture
    assert (picture.width, picture.height) == (canvas.width, canvas.height)
    assert (picture.frames, picture.uneven, picture.start) == (37, 0, 0)
    assert picture.rate == canvas.rate
    assert picture.pixel_format == "yuv420p"


def test_a_take_is_tagged_as_bt709(shoot: Shoot) -> None:
    picture = probe(shoot(animate(), studio())).picture
    assert picture
    colour = picture.colour
    assert (colour.primaries, colour.transfer, colour.matrix, colour.full) == (1, 1, 1, False)


def test_a_broken_rate_is_kept_exactly(shoot: Shoot) -> None:
    canvas = LANDSCAPE.model_copy(update={"rate": Fraction(30000, 1001)})
    picture = probe(shoot(animate(), studio(), canvas=canvas, frames=31)).picture
    assert picture
    assert (picture.rate, picture.frames) == (Fraction(30000, 1001), 31)


def test_a_take_of_one_frame_is_a_take(shoot: Shoot) -> None:
    assert len(decoded(shoot(animate(), studio(), frames=1))) == 1


@pytest.mark.parametrize("offered", OFFERED)
def test_the_same_setup_gives_the_same_bytes_twice(offered: str, shoot: Shoot) -> None:
    shot, pictures = OFFERED[offered]
    first = shoot(shot, *[studio()] * pictures, name="first.mp4")
    second = shoot(shot, *[studio()] * pictures, name="second.mp4")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    "colour",
    [
        (255, 255, 255),
        (0, 0, 0),
        (128, 128, 128),
        (200, 30, 30),
        (30, 160, 30),
        (30, 30, 200),
        (217, 101, 59),
        (20, 50, 58),
        (224, 172, 138),
    ],
    ids=str,
)
def test_a_colour_reads_back_within_two_levels(colour: tuple[int, int, int], shoot: Shoot) -> None:
    # BT.601 planes under BT.709 tags would be off by up to 30.
    frames = decoded(shoot(animate(), flat(colour), frames=4))
    assert np.abs(np.median(frames[2], axis=(0, 1)) - colour).max() <= 2


def test_the_brands_ground_reads_back_flat(shoot: Shoot) -> None:
    shot = Generate(operation="generate", name="shot", frames=24)
    frame = decoded(shoot(shot, background="#e0703a", frames=4))[2]
    assert np.abs(frame.astype(int) - [0xE0, 0x70, 0x3A]).max() <= 2


def tracked(frames: list[Pixels]) -> Pixels:
    """Where three points of the first frame lie in every frame, in pixels, by ECC."""
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    height, width = grey[0].shape
    points = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1]], np.float64)
    found: list[Pixels] = []
    warp: Any = np.eye(2, 3, dtype=np.float32)
    # At 1e-6 it finds the same hundredths of a pixel as at 1e-9, in a tenth of the time.
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-6)
    for frame in grey:
        _, warp = cv2.findTransformECC(grey[0], frame, warp, cv2.MOTION_AFFINE, stop)
        found.append((points @ warp.astype(np.float64).T).ravel())
    return np.array(found)


@MOVING
@CANVASES
def test_a_camera_moves_smoothly_to_a_tenth_of_a_pixel(
    move: Move, canvas: Canvas, shoot: Shoot
) -> None:
    way = tracked(decoded(shoot(animate(move), texture(), canvas=canvas, frames=48)))
    time = np.linspace(-1, 1, len(way))
    smooth = np.stack([np.polyval(np.polyfit(time, along, 5), time) for along in way.T], axis=1)
    assert np.sqrt(((way - smooth) ** 2).mean()) < 0.1
    assert np.abs(way[-1] - way[0]).max() > 2  # and it did move


@MOVING
def test_a_move_settles_and_then_holds(move: Move) -> None:
    # Of what is handed to the encoder: at this size moves are slower than its quantiser is fine.
    rect = stage.Rect(0, 0, LANDSCAPE.width, LANDSCAPE.height)
    size = round(rect.width * stage.DENSITY), round(rect.height * stage.DENSITY)
    textured = stage.Stage(texture(size), rect)
    views = camera.views(Camera(move=move), 96, LANDSCAPE.rate)
    ground = backdrops(LANDSCAPE, "#808080", ())
    taken = frames_of(LANDSCAPE, ground, [Shown(textured, views)], 96)
    frames = [np.frombuffer(data, np.uint8).astype(int) for data in taken]
    changes = [np.abs(after - before).mean() for before, after in pairwise(frames)]
    assert np.mean(changes[:12]) > 5 * np.mean(changes[-12:])
    assert all(after < 1.3 * before + 0.02 for before, after in pairwise(changes))


@pytest.mark.parametrize(
    ("move", "column", "sign"),
    [
        # Points of the scene move against the camera.
        (Move.PAN_RIGHT, 0, -1),
        (Move.PAN_LEFT, 0, 1),
        (Move.TILT_DOWN, 1, -1),
        (Move.TILT_UP, 1, 1),
        (Move.PUSH_IN, 0, -1),
        (Move.PULL_OUT, 0, 1),
    ],
)
def test_the_scene_moves_against_the_camera(
    move: Move, column: int, sign: int, shoot: Shoot
) -> None:
    way = tracked(decoded(shoot(animate(move), texture(), frames=24)))
    assert (way[-1] - way[0])[column] * sign > 0.8


def test_a_held_shot_stands_still(shoot: Shoot) -> None:
    frames = decoded(shoot(animate(Move.HOLD), texture(), frames=12))
    assert np.abs(frames[-1].astype(int) - frames[0]).mean() < 1.5  # of coding alone


def offer_of(shot: Shot) -> Offer:
    offer = Animatic().offer(shot, LANDSCAPE, 37, BRAND)
    assert isinstance(offer, Offer)
    return offer


def refusal_of(shot: Shot) -> str:
    offer = Animatic().offer(shot, LANDSCAPE, 37, BRAND)
    return offer.reason if isinstance(offer, Unsupported) else ""


def test_what_is_stated_as_offered_is_what_can_be_shot() -> None:
    assert {refusal_of(shot) for shot, _ in OFFERED.values()} == {""}


@pytest.mark.parametrize(
    ("card", "why"),
    [
        (Card(frame=3, prompt="it turns"), "card of words alone"),
        (Card(frame=90, picture=PICTURE), "at frame 90, and the shot has 60"),
    ],
)
def test_a_card_that_cannot_be_followed_is_refused_and_not_left_out(card: Card, why: str) -> None:
    assert why in refusal_of(carded(card))


def carded(*cards: Card, references: tuple[PictureRef, ...] = ()) -> Generate:
    hold = Description(camera=Camera(move=Move.HOLD))
    return Generate(
        operation="generate",
        name="shot",
        frames=60,
        cards=cards,
        references=references,
        description=hold,
    )


def shown_in(frames: list[Pixels], *colours: tuple[int, int, int]) -> list[list[float]]:
    """The share of each frame that has each of the colours."""
    return [
        [float((np.abs(frame.astype(int) - colour).max(2) < 12).mean()) for colour in colours]
        for frame in frames
    ]


RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)


def test_each_card_is_there_at_its_frame_pushed_or_cut_to(shoot: Shoot) -> None:
    first, second, third = (
        Card(frame=frame, picture=PictureRef(picture=n)) for n, frame in enumerate((0, 36, 48))
    )
    shot = carded(first, second, third)
    shares = shown_in(
        decoded(shoot(shot, *map(flat, (RED, GREEN, BLUE)), frames=60)), RED, GREEN, BLUE
    )
    assert len(shares) == 60
    assert all(shares[n][0] > 0.99 for n in range(24))
    assert all(shares[n][1] > 0.99 for n in range(36, 48))
    assert all(shares[n][2] > 0.99 for n in range(48, 60))
    # The second pushes the first out, the third comes too soon after it for that.
    pushed = [shares[n][1] for n in range(24, 36)]
    assert pushed == sorted(pushed)
    assert 0.2 < pushed[6] < 0.8


def test_before_its_first_card_a_shot_shows_its_reference_or_a_bare_ground(shoot: Shoot) -> None:
    card = Card(frame=12, picture=PictureRef(picture=0))
    bare = decoded(shoot(carded(card), flat(GREEN), frames=60))
    assert shown_in(bare, GREEN)[12][0] > 0.99
    assert np.ptp(bare[3].reshape(-1, 3), axis=0).max() < 6
    late = Card(frame=12, picture=PictureRef(picture=1))
    referred = carded(late, references=(PICTURE,))
    shares = shown_in(decoded(shoot(referred, flat(RED), flat(GREEN), frames=60)), RED, GREEN)
    assert shares[3][0] > 0.99
    assert shares[12][1] > 0.99


def test_an_animated_still_ends_on_its_last_picture(shoot: Shoot) -> None:
    shot = Animate(
        operation="animate", name="shot", frames=60, picture=PICTURE, last=PictureRef(picture=1)
    )
    shares = shown_in(decoded(shoot(shot, flat(RED), flat(BLUE), frames=60)), RED, BLUE)
    assert shares[0][0] > 0.99
    assert shares[40][1] > 0.99
    assert shares[59][1] > 0.99


@pytest.mark.parametrize("name", ["gone.png", "broken.png"])
def test_a_picture_that_cannot_be_read_is_a_render_error(
    name: str, shoot: Shoot, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    with pytest.raises(RenderError, match=rf"picture cannot be read .*{name}"):
        shoot(animate(), tmp_path / name)


def test_what_is_transparent_shows_the_ground(shoot: Shoot, tmp_path: Path) -> None:
    pixels = np.zeros((480, 640, 4), np.uint8)
    pixels[150:330, 220:420] = (20, 90, 160, 255)
    Image.fromarray(pixels).save(tmp_path / "cut-out.png")
    known = SEEN.model_copy(update={"kind": PictureKind.PACKSHOT, "transparent": True})
    frame = decoded(shoot(animate(), tmp_path / "cut-out.png", known=known, frames=2))[1]
    assert thing_in(frame).any()
    assert frame[5, 5] == pytest.approx((0x14, 0x32, 0x3A), abs=2)


def test_a_photograph_that_lies_on_its_side_is_shown_upright(shoot: Shoot, tmp_path: Path) -> None:
    upright = studio((0.1, 0.4, 0.9, 0.6))  # broad
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright (CIPA DC-008)
    Image.fromarray(np.rot90(upright)).save(tmp_path / "side.png", exif=exif)
    known = SEEN.model_copy(update={"confidence": 0.0})
    frame = decoded(shoot(animate(), tmp_path / "side.png", known=known, frames=2))[1]
    mask = thing_in(frame)
    assert mask.any(0).sum() > 2 * mask.any(1).sum()


def test_of_the_brand_it_needs_the_corners_of_cards_beside_what_is_placed() -> None:
    assert offer_of(animate()).style_inputs == {"panel_radius": 0.014}
    assert offer_of(animate()).composes


def test_a_shot_that_nobody_placed_is_refused(tmp_path: Path) -> None:
    setup = Setup(shot=animate(), canvas=LANDSCAPE, frames=2, renderer="animatic")
    with pytest.raises(RenderError, match="nothing says where the pictures stand"):
        Animatic().shooter().shoot(Order(setup), tmp_path / "take.mp4", lambda _share: None)


def test_it_shoots_what_is_wanted_and_asks_no_model() -> None:
    offer = offer_of(animate())
    assert (offer.canvas, offer.frames) == (LANDSCAPE, 37)
    assert (offer.prompt, offer.resources, offer.max_cost, offer.seeded) == ("", None, None, False)


def test_a_take_says_what_made_it_and_how_far_it_is(tmp_path: Path) -> None:
    setup = Setup(
        shot=Generate(operation="generate", name="shot", frames=2),
        canvas=LANDSCAPE,
        frames=2,
        renderer="animatic",
        style_inputs={"panel_radius": 0.014},
        placement=Placement(layout="words", ground="#102030"),
    )
    shares: list[float] = []
    lineage = Animatic().shooter().shoot(Order(setup), tmp_path / "take.mp4", shares.append)
    assert shares == [0.5, 1.0]
    assert lineage["opencv"] == cv2.__version__
    assert lineage["renderer"].startswith("animatic ")
