"""What a logo is made of is measured: its ink, its ground, its air."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from engine.logo import Mark, best_read, luminance_of, mark_of
from schemas.edit import TextTone
from schemas.errors import ProductionError


def drawn(folder: Path, ink: str, ground: str | None = None, name: str = "logo.png") -> Mark:
    """A bar of 400 x 100 pixels in the middle of 600 x 200, on nothing or on a ground."""
    picture = Image.new("RGBA", (600, 200), ground or (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((100, 50, 499, 149), fill=ink)
    picture.save(folder / name)
    return mark_of(folder / name, f"{ink}{ground}")


def test_ink_on_nothing(tmp_path: Path) -> None:
    mark = drawn(tmp_path, "#ffffff")
    assert (mark.transparent, mark.ground) == (True, None)
    # Without the file's margins, to a few pixels: what is looked at is smaller.
    assert (mark.left, mark.top) == pytest.approx((100, 50), abs=4)
    assert (mark.width, mark.height) == pytest.approx((400, 100), abs=8)
    assert mark.read_on(luminance_of("#14323a")) == pytest.approx(1, abs=0.05)
    assert mark.read_on(luminance_of("#f4f1ea")) < 0.05
    assert mark.read_on(0.0, 1.0) < 0.05


def test_a_file_on_white_has_that_ground_and_ink_of_its_own(tmp_path: Path) -> None:
    mark = drawn(tmp_path, "#102030", "#ffffff")
    assert (mark.transparent, mark.ground) == (False, "#ffffff")
    assert mark.read_on(1.0) == pytest.approx(1, abs=0.05)


def test_the_logo_that_is_read_is_chosen(tmp_path: Path) -> None:
    light, dark = drawn(tmp_path, "#ffffff"), drawn(tmp_path, "#000000", name="dark.png")
    assert best_read(light, dark, 0.02)[0] is TextTone.LIGHT
    assert best_read(light, dark, 0.9)[0] is TextTone.DARK
    assert best_read(None, None, 0.9)[1] == 0


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.png").write_bytes(b"not a picture")
    with pytest.raises(ProductionError, match=r"cannot be read as a picture .*odd\.png"):
        mark_of(tmp_path / "odd.png", "odd")
