"""The gallery shows everything that there is, and is small enough to be kept beside the code."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.designs import shipped
from engine.edit.transitions import revisions
from flows.gallery.strips import side_by_side

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_shows_every_design_and_every_transition() -> None:
    page = DOCS.joinpath("gallery.md").read_text()
    for name in shipped():
        assert f"(gallery/design-{name}.jpg)" in page, "run `make gallery`"
    for kind in revisions():
        assert f"(gallery/transition-{kind}.jpg)" in page, "run `make gallery`"


def test_every_file_of_the_gallery_is_small() -> None:
    sizes = {file.name: file.stat().st_size for file in DOCS.joinpath("gallery").iterdir()}
    assert max(sizes.values()) < 300_000
    assert sum(sizes.values()) < 6_000_000


def test_frames_of_any_shape_stand_side_by_side_at_one_height() -> None:
    strip = side_by_side(
        [np.zeros((54, 96, 3), np.uint8), np.zeros((96, 54, 3), np.uint8)], height=48, gap=4
    )
    assert strip.shape == (48, round(96 * 48 / 54) + 4 + 27, 3)
    assert (strip[:, 85:89] == 255).all()
