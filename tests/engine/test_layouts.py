from __future__ import annotations

from dataclasses import fields
from importlib.resources import files
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.layouts import Box, Layout, Shape, TypeArea, layout_for, shape_of
from engine.typeset.regions import Region, block_region, safe_region
from schemas.delivery import SafeArea
from schemas.setup import Canvas
from schemas.shot import CopySpace

CANVASES = {
    Shape.WIDE: Canvas(width=1920, height=1080),
    Shape.SQUARE: Canvas(width=1080, height=1080),
    Shape.FOUR_FIVE: Canvas(width=1080, height=1350),
    Shape.TALL: Canvas(width=1080, height=1920),
}
ENTRIES = [
    pytest.param(canvas, copy_space, id=f"{shape}-{copy_space}")
    for (shape, canvas), copy_space in product(CANVASES.items(), CopySpace)
]
MARGIN = st.floats(0, 0.45)
SAFE_AREAS = st.builds(SafeArea, top=MARGIN, right=MARGIN, bottom=MARGIN, left=MARGIN)
TABLE: dict[str, Any] = yaml.safe_load(files("engine").joinpath("layouts.yaml").read_text())


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (1920, 1080, Shape.WIDE),
        (1440, 1080, Shape.WIDE),
        (1350, 1080, Shape.SQUARE),
        (1080, 1080, Shape.SQUARE),
        (1080, 1350, Shape.FOUR_FIVE),
        (1080, 1440, Shape.FOUR_FIVE),
        (1080, 1620, Shape.TALL),
        (1080, 1920, Shape.TALL),
    ],
)
def test_a_canvas_has_a_shape_by_its_aspect(width: int, height: int, shape: Shape) -> None:
    assert shape_of(Canvas(width=width, height=height)) is shape


def test_the_table_names_nothing_that_nobody_reads() -> None:
    assert set(TABLE) == {"shapes", *Shape}
    for shape in Shape:
        assert set(TABLE[shape]) == set(CopySpace)
        for entry in TABLE[shape].values():
            assert set(entry) == {field.name for field in fields(Layout)}
            assert set(entry["type"]) <= {field.name for field in fields(TypeArea)}
            assert set(entry["subject"]) == {"x", "y", "width", "height"}


def overlaps(region: Region, box: Box, canvas: Canvas) -> bool:
    across = region.left < box.right * canvas.width and box.left * canvas.width < region.right
    down = region.top < box.bottom * canvas.height and box.top * canvas.height < region.bottom
    return across and down


@pytest.mark.parametrize(("canvas", "copy_space"), ENTRIES)
@given(safe=SAFE_AREAS, over=st.integers(0, 200), under=st.integers(0, 200))
def test_type_beside_a_subject_never_meets_its_box_whatever_the_safe_area(
    canvas: Canvas, copy_space: CopySpace, safe: SafeArea, over: int, under: int
) -> None:
    layout, area = layout_for(canvas, copy_space), safe_region(canvas, safe)
    region = block_region(area, canvas, copy_space, over=over, under=under)
    if layout.type.stands != "over":
        assert not overlaps(region, layout.subject, canvas)
    assert region.left >= area.left
    assert region.right <= area.right
    assert region.bottom + region.reach <= max(area.bottom - under, region.bottom)


@pytest.mark.parametrize(("canvas", "copy_space"), ENTRIES)
def test_every_subject_lies_in_its_frame(canvas: Canvas, copy_space: CopySpace) -> None:
    box = layout_for(canvas, copy_space).subject
    assert min(box.left, box.top) > 0
    assert max(box.right, box.bottom) < 1


@pytest.mark.parametrize(("canvas", "copy_space"), ENTRIES)
def test_type_that_stands_over_a_picture_has_a_scrim(canvas: Canvas, copy_space: CopySpace) -> None:
    # A shot whose copy space is all of the frame is a card that was composed for type.
    type_ = layout_for(canvas, copy_space).type
    assert (type_.scrim > 0) == (copy_space is not CopySpace.ALL)


def test_type_takes_part_of_a_subjects_box_on_tall_frames_alone() -> None:
    taken = {
        (shape, copy_space)
        for (shape, canvas), copy_space in product(CANVASES.items(), CopySpace)
        if layout_for(canvas, copy_space).type.overlap
    }
    assert taken == {(Shape.TALL, CopySpace.SIDE)}


@pytest.mark.parametrize(
    ("shape", "safe", "copy_space", "region"),
    [
        # left, top, right, bottom, and the pixels below that it takes at once and at most.
        (Shape.WIDE, (0.06, 0.05, 0.08, 0.05), CopySpace.NONE, (96, 65, 1018, 993, 0, 0)),
        (Shape.WIDE, (0.06, 0.05, 0.08, 0.05), CopySpace.SIDE, (96, 65, 787, 993, 0, 0)),
        (Shape.WIDE, (0.06, 0.05, 0.08, 0.05), CopySpace.TOP, (96, 65, 1824, 993, 0, 0)),
        (Shape.WIDE, (0.06, 0.05, 0.08, 0.05), CopySpace.ALL, (288, 65, 1632, 993, 0, 0)),
        (Shape.TALL, (0.14, 0.06, 0.35, 0.06), CopySpace.NONE, (65, 269, 1015, 1248, 0, 0)),
        (Shape.TALL, (0.14, 0.06, 0.35, 0.06), CopySpace.SIDE, (65, 269, 1015, 672, 38, 576)),
        (Shape.TALL, (0.14, 0.06, 0.35, 0.06), CopySpace.TOP, (65, 269, 1015, 1248, 0, 0)),
        (Shape.TALL, (0.14, 0.06, 0.35, 0.06), CopySpace.ALL, (65, 269, 1015, 1248, 0, 0)),
    ],
)
def test_type_on_wide_and_tall_frames_stands_where_it_always_stood(
    shape: Shape,
    safe: tuple[float, float, float, float],
    copy_space: CopySpace,
    region: tuple[int, int, int, int, int, int],
) -> None:
    top, right, bottom, left = safe
    canvas = CANVASES[shape]
    area = safe_region(canvas, SafeArea(top=top, right=right, bottom=bottom, left=left))
    found = block_region(area, canvas, copy_space, over=0, under=0)
    box = (found.left, found.top, found.right, found.bottom)
    assert (*box, found.overlap, found.reach) == region
