"""Letters against what is really around them, on frames that are drawn and composed here."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.brand import Brand, open_brand
from engine.edit.motion import REST
from engine.edit.sprite import Sprite
from engine.inspection.craft import ContrastMeter, Lettering, letterings
from engine.media import Planes
from engine.media.colour import bt709
from engine.typeset import Motion, Placed, SpriteRecipe, draw
from schemas.brand import BrandSettings
from schemas.edit import Cut, Edit, Layer, LayerRole, Transition
from schemas.setup import Canvas

CANVAS = Canvas(width=640, height=360)
HELD = 30


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    return open_brand(BrandSettings(), tmp_path_factory.mktemp("brand"))


def planes_of(rgb: np.ndarray) -> Planes:
    y, u, v = bt709(rgb)
    luma = np.clip(y + 0.5, 0, 255).astype(np.uint8)
    blue, red = (np.clip(one[::2, ::2] + 0.5, 0, 255).astype(np.uint8) for one in (u, v))
    return luma, blue, red


def ground(*stripes: int) -> np.ndarray:
    """A picture of vertical stripes of these greys, in turn, 8 pixels wide."""
    tones = np.array(stripes, np.uint8)[(np.arange(CANVAS.width) // 8) % len(stripes)]
    return np.broadcast_to(tones[None, :, None], (CANVAS.height, CANVAS.width, 3))


def ratio(brand: Brand, recipe: SpriteRecipe, picture: np.ndarray, *, large: bool = False) -> float:
    """What is measured of a piece that is composed into a picture."""
    pixels, frame = draw(recipe, brand), planes_of(picture)
    Sprite(pixels, 40, 120).blend(frame, REST)
    piece = Lettering(
        "key", recipe.colour, recipe.opacity, recipe.form != "line", 40, 120, 48, large, HELD
    )
    meter = ContrastMeter([piece], lambda _key: pixels)
    meter.see(HELD - 1, planes_of(ground(128)))
    meter.see(HELD, frame)
    return meter.values["contrast_large" if large else "contrast"]


def line(colour: str, **fields: object) -> SpriteRecipe:
    known = {"form": "line", "text": ("Halo Lamp",), "size": 48.0, "pad": 6, "locale": "en"}
    return SpriteRecipe(colour=colour, **(known | fields))  # type: ignore[arg-type]


def test_black_on_white_is_21_to_1_and_grey_on_grey_is_less(brand: Brand) -> None:
    assert ratio(brand, line("#000000"), ground(255)) == pytest.approx(21, abs=0.8)
    assert ratio(brand, line("#ffffff"), ground(119)) == pytest.approx(4.5, abs=0.2)
    assert ratio(brand, line("#ffffff"), ground(119), large=True) == pytest.approx(4.5, abs=0.2)


def test_the_worst_tenth_counts_and_not_the_mean(brand: Brand) -> None:
    """White letters over stripes of which every second one is light are not read."""
    assert ratio(brand, line("#ffffff"), ground(10, 235)) < 1.5
    assert ratio(brand, line("#ffffff"), ground(10, 20)) > 15


def test_the_soft_tone_behind_letters_is_seen_too(brand: Brand) -> None:
    bare = ratio(brand, line("#ffffff"), ground(150))
    assert ratio(brand, line("#ffffff", shadow="#000000", pad=12), ground(150)) > 1.03 * bare


def test_letters_on_a_plate_are_held_against_the_plate(brand: Brand) -> None:
    plate = line("#ffffff", form="plate", width=400, height=80, pad=0, fill="#000000")
    assert ratio(brand, plate, ground(255)) == pytest.approx(21, abs=0.8)


def test_what_fades_loses_contrast(brand: Brand) -> None:
    faint = ratio(brand, line("#000000", opacity=0.5), ground(255))
    assert faint == pytest.approx(3.95, abs=0.3)


def edit(frames: int, overlap: int = 0) -> Edit:
    """Two cuts of that length, of which the second comes in over `overlap` frames."""
    cut = {"take": "take", "rate": Fraction(24), "available": frames, "frames": frames}
    joined = Transition(kind="dissolve", frames=overlap) if overlap else Transition()
    second = Cut(shot="two", start=frames - overlap, transition=joined, **cut)
    title = Layer(
        role=LayerRole.HEADLINE, text=("Halo",), locale="en", start=10, frames=frames - 10
    )
    return Edit(canvas=CANVAS, cuts=(Cut(shot="one", start=0, **cut), second), layers=(title,))


def test_a_piece_is_looked_at_where_it_is_held() -> None:
    piece = Placed(
        line("#ffffff"), 0, 40.4, 120.0, 300, 60, delay=4, motion=Motion.RISE, enter=12, exit=6
    )
    rule = Placed(SpriteRecipe(form="rule"), 0, 0, 0, 9, 9)
    (found,) = letterings(edit(100), (piece, rule))
    assert 10 + 4 + 12 <= found.frame < 94
    assert (found.x, found.y, found.large) == (40, 120, True)
    (found,) = letterings(edit(100, overlap=30), (piece, rule))
    assert 26 <= found.frame < 70


def test_a_piece_that_is_never_held_is_not_measured() -> None:
    piece = Placed(line("#ffffff"), 0, 40, 120, 300, 60, enter=12, exit=6)
    assert letterings(edit(28), (piece,)) == ()
