"""What is seen in drawn pictures, of which everything is known, and in the demo's."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.pictures import EYES
from engine.pictures.calm import calm_areas
from engine.pictures.seeing import understand
from engine.renderers.picture import read_pixels
from schemas.understanding import Area, PictureKind
from tests.demo import DEMO
from tests.engine.pictures.drawn import (
    ellipse,
    flowchart,
    grain,
    on_ground,
    overlap,
    window,
    written,
)

FACES, TEXTS, _FOCUS = EYES
sees_faces = pytest.mark.skipif(FACES.path is None, reason="the extra `eyes` is not installed")
reads = pytest.mark.skipif(TEXTS.path is None, reason="the extra `eyes` is not installed")


@settings(max_examples=5, deadline=None)
@given(
    left=st.floats(0.08, 0.4),
    top=st.floats(0.08, 0.4),
    side=st.floats(0.3, 0.5),
    slope=st.sampled_from([0.0, 40.0]),
)
def test_a_thing_on_a_plain_ground_is_a_packshot_and_found_to_a_few_pixels(
    left: float, top: float, side: float, slope: float
) -> None:
    box = (left, top, left + side, top + side)
    seen = understand(on_ground(box, slope=slope, size=(240, 300)))
    assert seen.kind == PictureKind.PACKSHOT
    assert seen.confidence > 0.8
    assert seen.plain is not None
    assert (seen.cut_across, seen.cut_down, seen.transparent) == (False, False, False)
    assert overlap(seen.subject, box) > 0.85


def test_the_grounds_and_the_subjects_colours_are_named() -> None:
    seen = understand(on_ground((0.3, 0.3, 0.7, 0.7), ground=(200, 220, 240), thing=(150, 40, 30)))
    assert seen.plain is not None
    assert [int(seen.plain[n : n + 2], 16) for n in (1, 3, 5)] == pytest.approx(
        (200, 220, 240), abs=3
    )
    red, green, blue = (int(seen.colours[0][n : n + 2], 16) for n in (1, 3, 5))
    assert red > 2 * max(green, blue)


@pytest.mark.parametrize(
    ("box", "across", "down"),
    [((-0.3, 0.3, 0.5, 0.7), True, False), ((0.3, 0.5, 0.7, 1.3), False, True)],
)
def test_a_thing_that_an_edge_cuts_is_said_to_be_cut(
    box: tuple[float, float, float, float], across: bool, down: bool
) -> None:
    seen = understand(on_ground(box))
    assert (seen.cut_across, seen.cut_down) == (across, down)
    assert seen.plain is not None


def test_a_cut_out_is_known_by_its_transparency_and_its_shadow_is_not_of_it() -> None:
    box, size = (0.3, 0.2, 0.7, 0.6), (480, 600)
    alpha = np.maximum(ellipse(box, size), 0.4 * ellipse((0.3, 0.75, 0.7, 0.85), size))
    rgb = on_ground(box, ground=(0, 0, 0))
    seen = understand(np.dstack([rgb, (alpha * 255).astype(np.uint8)]))
    assert seen.transparent
    assert seen.kind == PictureKind.PACKSHOT
    assert seen.plain is None
    assert seen.clean == 1
    assert overlap(seen.subject, box) > 0.9


def test_alpha_that_hides_nothing_is_no_transparency() -> None:
    rgb = on_ground((0.3, 0.3, 0.7, 0.7))
    seen = understand(np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))
    assert seen == understand(rgb)


def test_an_empty_ground_is_nothing_sure() -> None:
    assert understand(np.full((300, 400, 3), 240, np.uint8)).confidence < 0.5


def test_a_busy_picture_is_no_packshot() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (12, 16, 3), np.uint8)
    seen = understand(cv2.resize(noise, (640, 480), interpolation=cv2.INTER_CUBIC))
    assert seen.plain is None
    assert seen.kind != PictureKind.PACKSHOT


@reads
def test_a_programs_window_is_a_screenshot_and_its_words_are_found() -> None:
    seen = understand(window())
    assert seen.kind == PictureKind.SCREENSHOT
    assert len(seen.texts) > 8
    assert seen.subject == Area(left=0, top=0, right=1, bottom=1)


@reads
def test_an_editor_full_of_close_lines_is_a_screenshot_whose_lines_are_told_apart() -> None:
    page = np.full((720, 960, 3), 252, np.uint8)
    page[:, :180], page[:, 640:] = (205, 212, 222), (222, 226, 214)
    page[:30] = (58, 62, 74)
    text = [f"value_{n} = compute(value_{n}, {n})" for n in range(24)]
    lines = [(one, 200, 70 + 26 * n) for n, one in enumerate(text)]
    seen = understand(written(page, lines, 0.6, (40, 40, 60)))
    assert seen.kind == PictureKind.SCREENSHOT
    assert len(seen.words) >= 20
    assert max(one.area.bottom - one.area.top for one in seen.words) < 0.08


@reads
@pytest.mark.parametrize("transparent", [False, True])
def test_lines_boxes_and_words_are_a_diagram(transparent: bool) -> None:
    seen = understand(flowchart(transparent=transparent))
    assert seen.kind == PictureKind.DIAGRAM
    assert seen.transparent == transparent
    assert len(seen.texts) == 3


@reads
def test_words_are_found_where_they_stand() -> None:
    picture = np.clip(150 + grain(480, 640), 0, 255).astype(np.uint8).repeat(3, axis=-1)
    lines = [("Fresh roasted coffee", 120, 150), ("ground every morning", 120, 200)]
    seen = understand(written(picture, lines, 1.2, (20, 20, 20)))
    (block,) = seen.texts
    assert overlap(block, (120 / 640, 118 / 480, 530 / 640, 210 / 480)) > 0.6


@sees_faces
def test_a_head_is_found_with_all_of_its_face() -> None:
    pixels = read_pixels(DEMO / "pictures" / "three-lights-1.jpg")
    (head,) = understand(pixels).heads
    face = Area(left=0.71, top=0.22, right=0.84, bottom=0.56)
    assert head.left <= face.left
    assert head.right >= face.right
    assert head.top <= face.top
    assert head.bottom >= face.bottom
    assert (head.right - head.left) * (head.bottom - head.top) < 0.3


@sees_faces
@pytest.mark.parametrize("name", ["kiln-mugs-1", "meridian-watch-1", "halo-lamp-1"])
def test_things_have_no_heads(name: str) -> None:
    seen = understand(read_pixels(DEMO / "pictures" / f"{name}.jpg"))
    assert seen.heads == ()
    assert seen.kind == PictureKind.PACKSHOT


def test_a_picture_without_anybody_who_can_see_faces_is_never_surely_a_scene(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.pictures.seeing.looks_for_heads", lambda: False)
    noise = np.random.default_rng(4).integers(60, 200, (24, 32, 3), np.uint8)
    seen = understand(cv2.resize(noise, (640, 480), interpolation=cv2.INTER_CUBIC))
    assert seen.plain is None
    assert seen.confidence < 0.5


def test_an_enlarged_picture_resolves_no_more_than_before() -> None:
    pixels = read_pixels(DEMO / "pictures" / "nord-bottle-3.jpg")
    small = cv2.resize(pixels, (600, 450), interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, (1500, 1125), interpolation=cv2.INTER_CUBIC)
    assert understand(small).true_width > 0.75 * 600
    assert understand(large).true_width <= 1.25 * 600


def test_the_same_pixels_are_understood_alike() -> None:
    pixels = read_pixels(DEMO / "pictures" / "kiln-mugs-3.jpg")
    assert understand(pixels) == understand(pixels.copy())


BOX = st.builds(
    lambda x, y, w, h: Area(left=x, top=y, right=min(1, x + w), bottom=min(1, y + h)),
    *([st.floats(0, 0.9)] * 2),
    *([st.floats(0.02, 0.6)] * 2),
)


@settings(max_examples=40, deadline=None)
@given(subject=BOX, boxes=st.lists(BOX, max_size=3))
def test_no_calm_area_touches_the_subject_a_head_or_words(subject: Area, boxes: list[Area]) -> None:
    light = np.full((150, 200), 60, np.float32)
    taken = np.zeros(light.shape, bool)
    taken[_rows(subject, 150), _columns(subject, 200)] = True
    found = calm_areas(light, taken, boxes)
    for n, area in enumerate(found):
        assert min(area.right - area.left, area.bottom - area.top) >= 0.14
        for other in (subject, *boxes, *found[:n]):
            assert _shared(area, other) < 0.0005
    sizes = [(one.right - one.left) * (one.bottom - one.top) for one in found]
    assert sizes == pytest.approx(sorted(sizes, reverse=True), abs=0.001)


def test_a_busy_ground_is_not_calm() -> None:
    light = np.random.default_rng(5).uniform(0, 100, (150, 200)).astype(np.float32)
    light[:, :70] = 50
    (area,) = calm_areas(light, np.zeros(light.shape, bool), [])
    assert area.right <= 0.36


def _rows(area: Area, height: int) -> slice:
    return slice(int(area.top * height), int(np.ceil(area.bottom * height)))


def _columns(area: Area, width: int) -> slice:
    return slice(int(area.left * width), int(np.ceil(area.right * width)))


def _shared(one: Area, other: Area) -> float:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, wide) * max(0.0, high)
