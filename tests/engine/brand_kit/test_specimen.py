"""The specimen shows colours with their contrast, the logo, type, and cards in four shapes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.brand_kit import findings, write_specimen
from engine.brand_kit.pictures import end_card, logo_tile
from engine.brand_kit.samples import letters_of, samples_in
from engine.brand_kit.shapes import SHAPES
from tests.engine.brand_kit.conftest import kit, logo


def test_the_page_names_its_pictures_and_every_contrast(tmp_path: Path) -> None:
    logo(tmp_path, "#ffffff")
    brand = kit(tmp_path, name="Fjell <b>", logo="logo.png", background="#14323a", legal="© Fjell")
    page = write_specimen(tmp_path / "out", brand, findings(brand, ("de",)), ("de",))
    text = page.read_text("utf-8")
    assert "Fjell &lt;b&gt;" in text
    assert "#14323a" in text
    pictures = {one.name for one in page.parent.glob("*.png")}
    assert {f"end-card-{one.name.replace(':', 'x')}.png" for one in SHAPES} <= pictures
    assert all(name in text for name in pictures)
    assert len(pictures) == 21
    with Image.open(page.parent / "end-card-9x16.png") as card:
        assert card.size == (1080, 1920)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_an_end_card_shows_its_logo_in_the_middle_and_nothing_outside_the_safe_area(
    tmp_path: Path, shape: object
) -> None:
    (shape,) = [one for one in SHAPES if one == shape]
    logo(tmp_path, "#ffffff")
    brand = kit(tmp_path, logo="logo.png", background="#14323a", legal="© Fjell, all prices")
    pixels = end_card(brand, shape, "en").astype(int)
    drawn = np.abs(pixels - pixels[0, 0]).max(axis=2) > 40
    rows, columns = np.nonzero(drawn)
    high, wide = drawn.shape
    assert rows.max() <= (1 - shape.safe.bottom) * high
    assert columns.min() >= shape.safe.left * wide
    assert (columns.min() + columns.max()) / 2 == pytest.approx(wide / 2, abs=0.02 * wide)


def test_a_logo_stands_within_its_guides(tmp_path: Path) -> None:
    logo(tmp_path, "#ffffff")
    tile, read = logo_tile(kit(tmp_path, logo="logo.png"), "#14323a")
    assert read > 0.9
    rows, columns = np.nonzero((tile > 240).all(axis=2))
    assert (columns.min() + columns.max()) / 2 == pytest.approx(480, abs=4)
    assert (rows.min() + rows.max()) / 2 == pytest.approx(270, abs=4)


def test_samples_and_letters_are_of_their_language() -> None:
    german = samples_in("de-AT", "EUR")
    assert german.days[0] == "Montag"
    assert "129,00" in german.price
    assert german.cta == "Mehr erfahren"
    assert set("äöüßÄÖÜ") <= set(letters_of("de"))
    assert not set("äöüß") & set(letters_of("en"))
    assert "ñ" in letters_of("es")
    assert samples_in("xx", "EUR").days[0] == "Monday"
