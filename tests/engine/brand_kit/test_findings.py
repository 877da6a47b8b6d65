"""What is wrong with a kit is named with its number; what it lacks is advice."""

from __future__ import annotations

import wave
from pathlib import Path

import font_source_sans_pro
import pytest
from fontTools.subset import Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image

from engine.brand import Brand
from engine.brand_kit import Finding, findings
from tests.engine.brand_kit.conftest import kit, logo

SANS = Path(font_source_sans_pro.font_files_ttf["SourceSansPro"])


def wrong(brand: Brand, *locales: str) -> list[Finding]:
    return [one for one in findings(brand, locales or ("en",)) if one.wrong]


def advice(brand: Brand) -> set[str]:
    return {one.part for one in findings(brand, ("en",)) if not one.wrong}


def test_a_whole_kit_has_no_findings(tmp_path: Path) -> None:
    logo(tmp_path, "#ffffff")
    logo(tmp_path, "#101820", name="dark.png")
    (tmp_path / "own.ttf").write_bytes(SANS.read_bytes())
    whole = kit(
        tmp_path,
        name="Fjell",
        logo="logo.png",
        logo_dark="dark.png",
        fonts=("own.ttf",),
        end_card="designed",
        address="fjell.example",
        accent="#d4602f",
        legal="© Fjell",
    )
    assert [one.part for one in findings(whole, ("en", "de", "fr"))] == ["music"]


def test_a_bare_kit_is_only_advised(tmp_path: Path) -> None:
    # The shipped accent is a little too near to the shipped light colour for rules.
    assert advice(kit(tmp_path)) == {"name", "logo", "fonts", "music", "end_card", "accent"}
    assert wrong(kit(tmp_path)) == []


@pytest.mark.parametrize(
    ("colours", "part"),
    [
        ({"light": "#999999", "dark": "#666666"}, "light, dark"),
        ({"background": "#7f7f7f", "light": "#eeeeee", "dark": "#222222"}, "background"),
        ({"accent": "#777777", "light": "#a0a0a0", "dark": "#202020"}, "accent"),
    ],
)
def test_colours_that_cannot_be_read_are_named_with_their_contrast(
    tmp_path: Path, colours: dict[str, str], part: str
) -> None:
    (found,) = [one for one in findings(kit(tmp_path, **colours), ("en",)) if one.part == part][:1]
    assert "contrast" in found.value
    assert "4.5:1 at least" in found.value


def test_an_opaque_logo_is_a_box(tmp_path: Path) -> None:
    logo(tmp_path, "#ffffff", ground="#a01020")
    (found,) = wrong(kit(tmp_path, logo="logo.png"))
    assert (found.part, found.value) == ("logo", "a ground of #a01020")
    assert "not transparent" in found.what


def test_a_small_logo_is_too_small(tmp_path: Path) -> None:
    logo(tmp_path, "#ffffff", wide=90)
    (found,) = wrong(kit(tmp_path, logo="logo.png"))
    assert "too small" in found.what


def test_a_logo_that_is_not_read_on_the_brands_ground_is_wrong_and_elsewhere_advised(
    tmp_path: Path,
) -> None:
    logo(tmp_path, "#0d1b2a")
    (found,) = wrong(kit(tmp_path, logo="logo.png"))
    assert found.what == "it is not read on `background`, and left out there"
    assert found.value.startswith("0% of it stands out")
    logo(tmp_path, "#ffffff", name="light.png")
    both = kit(tmp_path, logo="light.png", logo_dark="logo.png")
    assert "logo" not in {one.part for one in findings(both, ("en",))}


def test_a_file_that_is_no_logo_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"no picture")
    (found,) = wrong(kit(tmp_path, logo="logo.png"))
    assert "cannot be read as a picture" in found.what


def test_a_font_without_letters_of_a_language_is_named_with_them(tmp_path: Path) -> None:
    font = TTFont(SANS)
    small = Subsetter()
    letters = [*range(0x20, 0x17F), ord("–")]
    small.populate(unicodes=[code for code in letters if chr(code) not in "äöüß"])
    small.subset(font)
    font.save(tmp_path / "own.ttf")
    own = kit(tmp_path, fonts=("own.ttf",))
    (found,) = wrong(own, "en", "de")
    assert found.part == "fonts, de"
    assert set(found.value.split()) >= {"ä", "ö", "ü"}


def test_a_language_of_another_script_is_advised(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(SANS.read_bytes())
    found = findings(kit(tmp_path, fonts=("own.ttf",)), ("zh",))
    assert [one.wrong for one in found if one.part == "fonts, zh"] == [False]


def test_a_legal_line_is_asked_for_in_every_language_and_must_fit(tmp_path: Path) -> None:
    (missing,) = wrong(kit(tmp_path, legal={"en": "VAT incl."}), "en", "de")
    assert (missing.part, missing.value) == ("legal", "de")
    (long,) = wrong(kit(tmp_path, legal="Prices include VAT. " * 15))
    assert long.part.startswith("legal, ")
    assert "does not fit" in long.what


def test_silent_music_and_a_small_card_are_found(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "bed.wav"), "wb") as sound:
        sound.setparams((1, 2, 48000, 0, "NONE", ""))
        sound.writeframes(b"\0" * 2 * 48000)
    Image.new("RGB", (640, 360)).save(tmp_path / "card.png")
    found = findings(kit(tmp_path, music="bed.wav", end_card="card.png"), ("en",))
    by_part = {one.part: one for one in found}
    assert by_part["music"].what == "it is silent"
    assert by_part["end_card"].value == "640 x 360 pixels"
