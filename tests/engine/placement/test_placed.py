"""Whatever pictures are: nothing that matters is cut, covered, or blown up, in any shape."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.colours import lightness
from engine.layouts import Shape
from engine.placement import Seen, layout_names, placed
from engine.placement.table import layouts
from engine.placement.windows import MOST_ENLARGED, overlap
from schemas.brief import Picture
from schemas.placement import Ground, PicturePlace, Placement, Staging, Use
from schemas.setup import Canvas
from schemas.shot import Camera, CopySpace, Description, Framing, Shot, shot_of
from schemas.understanding import Area, PictureKind, Understanding

UNTIMED = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
BRAND = {"background": "#14323a", "light": "#f4f1ea", "dark": "#12181b", "accent": "#e0703a"}
CANVASES = {
    Shape.WIDE: Canvas(width=1920, height=1080),
    Shape.SQUARE: Canvas(width=1080, height=1080),
    Shape.FOUR_FIVE: Canvas(width=1080, height=1350),
    Shape.TALL: Canvas(width=1080, height=1920),
}
WHOLE = {PictureKind.ART, PictureKind.DIAGRAM, PictureKind.SCREENSHOT, PictureKind.TEXT}


@st.composite
def areas(draw: st.DrawFn, least: float = 0.03) -> Area:
    left, top = draw(st.floats(0, 0.9)), draw(st.floats(0, 0.9))
    return Area(
        left=left,
        top=top,
        right=min(1.0, left + draw(st.floats(least, 1))),
        bottom=min(1.0, top + draw(st.floats(least, 1))),
    )


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    width, height = draw(st.integers(64, 4000)), draw(st.integers(64, 4000))
    subject = draw(areas(0.1))
    colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")
    known = Understanding(
        kind=draw(st.sampled_from(PictureKind)),
        confidence=draw(st.sampled_from([0.0, 0.49, 0.5, 0.9])),
        subject=subject,
        plain=draw(st.none() | colours),
        transparent=draw(st.booleans()),
        clean=draw(st.sampled_from([0.0, 0.8])),
        cut_across=draw(st.booleans()),
        cut_down=draw(st.booleans()),
        heads=tuple(draw(st.lists(areas(), max_size=2))),
        texts=tuple(draw(st.lists(areas(), max_size=2))),
        calm=tuple(draw(st.lists(areas(0.2), max_size=4))),
        details=tuple(draw(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=3))),
        true_width=draw(st.integers(max(1, width // 3), width)),
        colours=tuple(draw(st.lists(colours, max_size=3))),
    )
    return Picture(path="a", sha256="0", width=width, height=height, format="PNG", seen=known)


@st.composite
def shots(draw: st.DrawFn, count: int) -> Shot:
    staging = Staging(
        layouts=tuple(draw(st.lists(st.sampled_from(sorted(layout_names())), max_size=3))),
        ground=draw(st.sampled_from(Ground)),
    )
    camera = Camera(framing=draw(st.sampled_from(Framing)), detail=draw(st.integers(0, 3)))
    look = Description(camera=camera, copy_space=draw(st.sampled_from(CopySpace)))
    numbers = list(range(count))
    return shot_of(
        "generate", name="a", frames=9, pictures=numbers, staging=staging, description=look
    )


ANY = st.integers(1, 3).flatmap(
    lambda count: st.tuples(
        shots(count), st.lists(pictures(), min_size=count, max_size=count), st.booleans()
    )
)
EVERY_SHAPE = pytest.mark.parametrize("canvas", CANVASES.values(), ids=[*CANVASES])


def in_frame(area: Area, place: PicturePlace) -> tuple[float, float, float, float]:
    """A box of the picture as it stands in the frame."""
    box, window = place.box, place.window
    wide, high = box.right - box.left, box.bottom - box.top
    across, down = window.right - window.left, window.bottom - window.top
    return (
        box.left + (area.left - window.left) / across * wide,
        box.top + (area.top - window.top) / down * high,
        box.left + (area.right - window.left) / across * wide,
        box.top + (area.bottom - window.top) / down * high,
    )


def tuple_of(area: Area) -> tuple[float, float, float, float]:
    return area.left, area.top, area.right, area.bottom


@EVERY_SHAPE
@UNTIMED
@given(ANY)
def test_a_placement_is_safe_for_its_pictures(
    canvas: Canvas, drawn: tuple[Shot, list[Picture], bool]
) -> None:
    shot, found, worded = drawn
    placement = placed(shot, canvas, [Seen.of(one) for one in found], BRAND, worded=worded)
    near = shot.description.camera.framing in {Framing.CLOSE, Framing.DETAIL}
    for place, picture in zip(placement.pictures, found, strict=False):
        assert_drawn_in_proportion(place, picture, canvas)
        assert_not_blown_up(place, picture, canvas)
        assert_not_cut(place, picture, near=near)
        assert_type_stands_clear(placement, place, picture)
    if worded:
        assert placement.type is not None
        box = placement.type.box
        assert (box.right - box.left) * canvas.width >= 300
        assert (box.bottom - box.top) * canvas.height >= 180


def assert_drawn_in_proportion(place: PicturePlace, picture: Picture, canvas: Canvas) -> None:
    box, window = place.box, place.window
    across = (box.right - box.left) * canvas.width / (window.right - window.left) / picture.width
    down = (box.bottom - box.top) * canvas.height / (window.bottom - window.top) / picture.height
    assert across == pytest.approx(down, rel=1e-6)


def assert_not_blown_up(place: PicturePlace, picture: Picture, canvas: Canvas) -> None:
    shown = (place.window.right - place.window.left) * picture.seen.true_width
    assert (place.box.right - place.box.left) * canvas.width / shown <= MOST_ENLARGED + 1e-6


def assert_not_cut(place: PicturePlace, picture: Picture, *, near: bool) -> None:
    known, window = picture.seen, place.window
    shown = (window.left, window.top, window.right, window.bottom)
    if known.confidence < 0.5 or (known.kind in WHOLE and not near):
        assert place.use is not Use.FILL or shown == pytest.approx((0, 0, 1, 1), abs=0.02)
    if place.use is Use.CARD:
        assert shown[0] <= 0
        assert shown[1] <= 0
        assert shown[2] >= 1
        assert shown[3] >= 1
    if place.use is Use.FILL:
        assert min(shown) >= -1e-9
        assert max(shown) <= 1 + 1e-9
        kept = known.heads if known.kind is PictureKind.SCREENSHOT else known.heads + known.texts
        for part in map(tuple_of, kept):
            clear = not overlap(part, shown)
            held = all(
                inner >= outer - 1e-6 if low else inner <= outer + 1e-6
                for inner, outer, low in zip(part, shown, (1, 1, 0, 0), strict=True)
            )
            assert held or (near and clear)
    if place.use in {Use.PLAIN, Use.CUT_OUT}:
        subject = known.subject
        assert shown[0] <= subject.left
        assert shown[1] <= subject.top
        assert shown[2] >= subject.right
        assert shown[3] >= subject.bottom - 1e-9


def assert_type_stands_clear(placement: Placement, place: PicturePlace, picture: Picture) -> None:
    if placement.type is None:
        return
    if placement.layout != "hero":
        assert not overlap(tuple_of(placement.type.box), tuple_of(place.box))
        return
    for part in (picture.seen.subject, *picture.seen.heads, *picture.seen.texts):
        assert not overlap(tuple_of(placement.type.box), in_frame(part, place))


@pytest.mark.parametrize("shape", CANVASES)
def test_every_shape_has_every_layout_with_boxes_apart(shape: Shape) -> None:
    assert set(layouts()[shape]) == layout_names() | {"brand_card"}
    for name, layout in layouts()[shape].items():
        splits = [layout.split_at(share) for share in layout.extent] if layout.edge else []
        for boxes, type_ in [(layout.picture, layout.type), *(([box], t) for box, t in splits)]:
            for n, box in enumerate(boxes):
                assert name == "hero" or type_ is None or not overlap(box, type_)
                assert not any(overlap(box, other) for other in boxes[n + 1 :])
        if layout.logo is not None:
            assert layout.type is not None
            assert not overlap(layout.logo, layout.type)


@pytest.mark.parametrize("shape", CANVASES)
def test_type_stands_on_no_form_but_a_soft_one(shape: Shape) -> None:
    wide, high = CANVASES[shape].width, CANVASES[shape].height
    for name, layout in layouts()[shape].items():
        for kind, x, y, width, height, tone in layout.forms:
            if tone == "soft" or layout.type is None:
                continue
            left, top, right, bottom = layout.type
            if kind == "band":
                band = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
                assert not overlap(band, layout.type), name
                continue
            # The nearest point of the type's box to the middle of the circle.
            across, down = min(max(x, left), right) - x, min(max(y, top), bottom) - y
            away = ((across * wide) ** 2 + (down * high) ** 2) ** 0.5
            assert away > width / 2 * min(wide, high), name


def picture(kind: PictureKind = PictureKind.SCENE, width: int = 2000, **seen: object) -> Picture:
    known = Understanding.model_validate(
        {
            "kind": kind,
            "confidence": 0.9,
            "subject": {"left": 0.55, "top": 0.2, "right": 0.9, "bottom": 0.8},
            "plain": None,
            "transparent": False,
            "cut_across": False,
            "cut_down": False,
            "true_width": width,
            "details": ((0.7, 0.5),),
        }
        | seen
    )
    return Picture(
        path="a", sha256="0", width=width, height=width * 2 // 3, format="PNG", seen=known
    )


def uses(
    canvas: Canvas,
    found: Picture,
    *wanted: str,
    framing: Framing = Framing.WIDE,
    ground: Ground = Ground.BRAND,
) -> Placement:
    shot = shot_of(
        "animate",
        name="a",
        frames=9,
        pictures=[0],
        staging=Staging(layouts=wanted, ground=ground),
        description=Description(camera=Camera(framing=framing)),
    )
    return placed(shot, canvas, [Seen.of(found)], BRAND)


def test_a_picture_with_a_calm_side_fills_the_frame_and_one_without_gets_a_panel() -> None:
    wide = CANVASES[Shape.WIDE]
    calm = [{"left": 0.0, "top": 0.0, "right": 0.5, "bottom": 1.0}]
    assert uses(wide, picture(calm=calm), "hero", "split_right").layout == "hero"
    assert uses(wide, picture(), "hero", "split_right").layout == "split_right"


def test_a_packshot_stands_on_its_own_ground_and_type_on_the_same() -> None:
    found = picture(PictureKind.PACKSHOT, plain="#fefefe")
    placement = uses(CANVASES[Shape.WIDE], found, "field_right")
    assert placement.pictures[0].use is Use.PLAIN
    assert placement.ground == "#fefefe"
    assert placement.type is not None
    assert placement.type.on == "#fefefe"


def test_a_packshot_that_is_surely_cut_out_stands_on_a_field_of_colour() -> None:
    found = picture(PictureKind.PACKSHOT, plain="#fefefe", clean=0.9, colours=("#1a4a8a",))
    placement = uses(CANVASES[Shape.WIDE], found, "field_right")
    assert placement.pictures[0].use is Use.CUT_OUT
    assert placement.pictures[0].matte
    assert placement.ground != "#fefefe"


def test_a_cut_out_never_drowns_in_its_ground() -> None:
    for colour in ("#f4f4f4", "#102a30", "#808080", "#14323a"):
        found = picture(PictureKind.PACKSHOT, transparent=True, colours=(colour,))
        placement = uses(CANVASES[Shape.TALL], found, "field_right")
        assert placement.pictures[0].use is Use.CUT_OUT
        assert abs(lightness(placement.pictures[0].ground) - lightness(colour)) > 0.2


def test_a_small_picture_stays_small() -> None:
    placement = uses(CANVASES[Shape.WIDE], picture(width=400), "split_right", "card_right")
    assert placement.pictures[0].use is Use.CARD
    place = placement.pictures[0]
    shown = (place.box.right - place.box.left) * 1920 / (place.window.right - place.window.left)
    assert shown <= 520


def test_a_detail_is_a_part_and_only_of_what_is_sharp() -> None:
    wide = CANVASES[Shape.WIDE]
    near = uses(wide, picture(width=2400), "split_right", framing=Framing.CLOSE)
    assert near.pictures[0].window.right - near.pictures[0].window.left < 0.75
    small = uses(wide, picture(width=500), "split_right", framing=Framing.CLOSE)
    assert small.pictures[0].use is Use.CARD


@pytest.mark.parametrize("ground", [Ground.BRAND, Ground.TINT, Ground.SHADE, Ground.ACCENT])
@pytest.mark.parametrize("colour", ["#1a4a8a", "#64a7d6", "#f0d0d8", "#101214"])
def test_a_detail_beside_type_leaves_its_white_ground(ground: Ground, colour: str) -> None:
    found = picture(PictureKind.PACKSHOT, width=2400, plain="#ffffff", clean=0.9, colours=(colour,))
    for canvas in CANVASES.values():
        placement = uses(canvas, found, "inset_right", framing=Framing.CLOSE, ground=ground)
        (place,) = placement.pictures
        assert (place.use, bool(place.matte)) == (Use.FILL, True)
        assert place.ground not in {"#ffffff", placement.ground}
        assert abs(lightness(place.ground) - lightness(colour)) >= 0.2


def test_a_detail_of_what_is_worn_shows_no_face() -> None:
    head = {"left": 0.6, "top": 0.05, "right": 0.8, "bottom": 0.35}
    for y in (0.1, 0.2, 0.6):
        found = picture(PictureKind.WORN, width=3600, heads=[head], details=((0.7, y),))
        (place,) = uses(CANVASES[Shape.WIDE], found, "inset_right", framing=Framing.CLOSE).pictures
        assert place.window.right - place.window.left < 0.75
        assert place.window.top >= head["bottom"]


def test_a_detail_over_the_whole_frame_keeps_its_photographs_ground() -> None:
    found = picture(PictureKind.PACKSHOT, width=2400, plain="#ffffff", clean=0.9)
    assert not uses(CANVASES[Shape.WIDE], found, "alone", framing=Framing.CLOSE).pictures[0].matte


def test_choosing_takes_no_time() -> None:
    import timeit  # noqa: PLC0415 - only here

    shot, found = shot_of("animate", name="a", frames=9, pictures=[0]), Seen.of(picture())
    wide = CANVASES[Shape.WIDE]
    seconds = min(timeit.repeat(lambda: placed(shot, wide, [found], BRAND), number=200, repeat=3))
    assert seconds / 200 < 0.001
