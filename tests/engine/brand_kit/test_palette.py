"""A brand that says no colour takes them from its logo, and can be read."""

from __future__ import annotations

import colorsys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.brand_kit import palette_of
from engine.colours import contrast
from engine.logo import READABLE, luminance_of, mark_of
from schemas.errors import ProductionError
from tests.engine.brand_kit.conftest import logo

COLOURS = st.integers(0, 0xFFFFFF).map(lambda code: f"#{code:06x}")


def hue(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 360 * colorsys.rgb_to_hls(*parts)[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(inks=st.lists(COLOURS, min_size=1, max_size=3))
def test_type_and_accents_are_read_on_every_ground_that_a_logo_gives(
    tmp_path: Path, inks: list[str]
) -> None:
    found = palette_of(logo(tmp_path, *inks))
    background = found["background"]
    assert max(contrast(background, found[name]) for name in ("light", "dark")) >= 7
    assert contrast(found["light"], found["dark"]) >= 7
    assert contrast(background, found["accent"]) >= 3


def test_the_main_hue_is_the_grounds_and_the_most_vivid_one_the_accents(tmp_path: Path) -> None:
    found = palette_of(logo(tmp_path, "#f4f1ea", "#f4f1ea", "#2d6fa3", "#2d6fa3", "#e8501f"))
    assert hue(found["background"]) == pytest.approx(hue("#2d6fa3"), abs=12)
    assert hue(found["accent"]) == pytest.approx(hue("#e8501f"), abs=12)


def test_a_dark_logo_gets_a_light_ground_and_a_light_one_a_deep_ground(tmp_path: Path) -> None:
    for ink in ("#0d1b2a", "#f7f7f2"):
        path = logo(tmp_path, ink, name=f"{ink[1:]}.png")
        ground = palette_of(path)["background"]
        assert mark_of(path, ink).read_on(luminance_of(ground)) >= READABLE


def test_the_ground_of_an_opaque_file_is_none_of_its_colours(tmp_path: Path) -> None:
    found = palette_of(logo(tmp_path, "#1d6b3a", ground="#ffffff"))
    assert hue(found["accent"]) == pytest.approx(hue("#1d6b3a"), abs=12)


def test_a_logo_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProductionError, match=r"brand\.logo cannot be read .*no\.png"):
        palette_of(tmp_path / "no.png")
