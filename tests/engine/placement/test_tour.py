"""A screenshot is gone into where it is pointed at: near, sharp, and without a line that is cut."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.layouts import Shape
from engine.placement import Seen, occupied, placed
from engine.placement.windows import MOST_ENLARGED, overlap, within
from schemas.brief import Picture
from schemas.placement import Placement, Staging, Stop
from schemas.setup import Canvas
from schemas.shot import Camera, Description, Sight, shot_of
from schemas.understanding import Area, PictureKind, Words
from tests.engine.placement.test_placed import BRAND, CANVASES
from tests.seen import seen

EVERY_SHAPE = pytest.mark.parametrize("canvas", CANVASES.values(), ids=[*CANVASES])


def area(left: float, top: float, wide: float = 0.1, high: float = 0.03) -> Area:
    return Area(left=left, top=top, right=min(1.0, left + wide), bottom=min(1.0, top + high))


LINES = st.lists(
    st.builds(area, st.floats(0, 0.9), st.floats(0, 0.95), st.floats(0.02, 0.5)),
    min_size=1,
    max_size=30,
)


def screenshot(lines: list[Area], width: int = 3000, height: int = 2000) -> Picture:
    known = seen(
        width,
        kind=PictureKind.SCREENSHOT,
        confidence=0.8,
        subject=Area(left=0, top=0, right=1, bottom=1),
        words=tuple(Words(text="", area=line) for line in lines),
        colours=("#ffffff",),
    )
    return Picture(path="a", sha256="0", width=width, height=height, format="PNG", seen=known)


def toured(picture: Picture, canvas: Canvas, *sights: Sight) -> Placement:
    look = Description(camera=Camera(tour=sights))
    staging = Staging(layouts=("screen",))
    shot = shot_of("still", name="a", frames=99, pictures=[0], description=look, staging=staging)
    return placed(shot, canvas, [Seen.of(picture)], BRAND)


def box(one: Area) -> tuple[float, float, float, float]:
    return one.left, one.top, one.right, one.bottom


def window(stop: Stop) -> tuple[float, float, float, float]:
    return stop.window.left, stop.window.top, stop.window.right, stop.window.bottom


@EVERY_SHAPE
@settings(deadline=None, max_examples=40)
@given(LINES, st.integers(0, 29))
def test_no_line_is_cut_and_nothing_is_blown_up(
    canvas: Canvas, lines: list[Area], chosen: int
) -> None:
    picture = screenshot(lines, 1400, 900)
    target = lines[chosen % len(lines)]
    placement = toured(picture, canvas, Sight(at=target, after=1))
    (place,) = placement.pictures
    (stop,) = place.tour
    shown = window(stop)
    assert all(not overlap(box(one), shown) or within(box(one), shown) for one in lines)
    assert within(box(target), shown)
    assert within(box(stop.box), box(place.box))
    assert placement.type is not None
    assert not overlap(box(stop.box), box(placement.type.box))
    pixels = (stop.box.right - stop.box.left) * canvas.width
    scale = pixels / (shown[2] - shown[0]) / picture.width
    whole = (place.box.right - place.box.left) / (place.window.right - place.window.left)
    assert scale <= max(MOST_ENLARGED, whole * canvas.width / picture.width) + 1e-6
    assert scale <= 2 * whole * canvas.width / picture.width + 1e-6


@EVERY_SHAPE
def test_what_is_pointed_at_ends_near_the_middle_twice_as_large(canvas: Canvas) -> None:
    target = area(0.5, 0.5)
    (place,) = toured(screenshot([target, area(0.1, 0.1)]), canvas, Sight(at=target)).pictures
    (stop,) = place.tour
    left, top, right, bottom = window(stop)
    assert (0.55 - left) / (right - left) == pytest.approx(0.5, abs=0.25)
    assert (0.515 - top) / (bottom - top) == pytest.approx(0.5, abs=0.25)
    nearer = (stop.box.right - stop.box.left) / (right - left)
    whole = (place.box.right - place.box.left) / (place.window.right - place.window.left)
    assert nearer == pytest.approx(2 * whole, rel=0.12)


def test_a_ring_stands_around_each_thing_until_the_camera_goes_on() -> None:
    first, second = area(0.2, 0.2), area(0.7, 0.8)
    sights = Sight(at=first, after=1), Sight(at=second, after=6)
    placement = toured(screenshot([first, second]), CANVASES[Shape.WIDE], *sights)
    (one, other), (stop, _) = placement.marks, placement.pictures[0].tour
    assert (one.kind, one.until, other.until) == ("ring", 6, None)
    assert stop.after < one.after < 6 < other.after
    across = (stop.box.right - stop.box.left) / (stop.window.right - stop.window.left)
    left = stop.box.left + (first.left - stop.window.left) * across
    assert one.x < left < one.to_x
    assert one.to_x - one.x == pytest.approx(0.1 * across, abs=0.03)


def test_what_is_seen_already_is_only_marked() -> None:
    first, second = area(0.4, 0.40), area(0.4, 0.46)
    sights = Sight(at=first, after=1), Sight(at=second, after=5)
    placement = toured(screenshot([first, second]), CANVASES[Shape.WIDE], *sights)
    one, other = placement.pictures[0].tour
    assert (one.window, one.box) == (other.window, other.box)
    assert placement.marks[1].after == 5


def test_a_line_too_wide_to_go_into_is_marked_in_the_whole() -> None:
    wide = area(0.02, 0.5, 0.96)
    (place,) = toured(screenshot([wide]), CANVASES[Shape.WIDE], Sight(at=wide)).pictures
    assert window(place.tour[0]) == (0, 0, 1, 1)


def test_where_nothing_is_pointed_at_it_goes_to_where_most_is_written_and_marks_nothing() -> None:
    dense = [area(0.6, 0.55 + 0.05 * n, 0.3) for n in range(6)]
    canvas = CANVASES[Shape.WIDE]
    placement = toured(screenshot([*dense, area(0.1, 0.1)]), canvas, Sight())
    (stop,) = placement.pictures[0].tour
    assert all(within(box(one), window(stop)) for one in dense)
    assert placement.marks == ()
    even = [area(0.05 + 0.25 * n, 0.05 + 0.25 * m) for n in range(4) for m in range(4)]
    assert toured(screenshot(even), canvas, Sight()).pictures[0].tour == ()


def test_a_photograph_is_not_gone_into() -> None:
    picture = screenshot([area(0.4, 0.4)])
    scene = picture.seen.model_copy(update={"kind": PictureKind.ART})
    shown = picture.model_copy(update={"seen": scene})
    placement = toured(shown, CANVASES[Shape.WIDE], Sight(at=area(0.4, 0.4)))
    assert placement.pictures[0].tour == ()


def test_all_that_a_tour_shows_is_taken() -> None:
    target = area(0.45, 0.45)
    picture = screenshot([target], 3000, 1000)
    placement = toured(
        picture, Canvas(width=1080, height=1920, rate=Fraction(24)), Sight(at=target)
    )
    (stop,) = placement.pictures[0].tour
    assert within(box(stop.box), box(occupied(placement, [picture])[0]))
