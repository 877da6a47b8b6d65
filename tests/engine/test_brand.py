from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import font_source_sans_pro
import pytest

from engine.brand import Brand, open_brand
from schemas.brand import BrandSettings, MotionTokens, Radii, Rhythm, TypeScale, TypeStyle
from schemas.errors import ProductionError

FILES = {"logo.png": b"logo", "dark.png": b"dark", "bed.m4a": b"bed"}
SETTINGS = BrandSettings(
    name="Fjell", logo="logo.png", logo_dark="dark.png", music="bed.m4a", fonts=("own.ttf",)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A brand's folder. Logos and music are not decoded here; a font is opened."""
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    shutil.copy(font_source_sans_pro.font_files_ttf["SourceSansPro"], tmp_path / "own.ttf")
    return tmp_path


def opened(folder: Path, **fields: Any) -> Brand:
    return open_brand(SETTINGS.model_copy(update=fields), folder)


def test_each_file_is_opened_by_its_bytes(folder: Path) -> None:
    brand = opened(folder)
    assert brand.logo
    assert brand.logo.sha256 == hashlib.sha256(b"logo").hexdigest()
    (bed,) = brand.recordings
    assert bed.file.sha256 == hashlib.sha256(b"bed").hexdigest()
    assert (bed.mood, bed.file.path) == ("", folder / "bed.m4a")
    assert [font.path.name for font in brand.fonts] == ["own.ttf"]


def test_a_brand_without_files_is_a_brand(tmp_path: Path) -> None:
    brand = open_brand(BrandSettings(), tmp_path)
    assert (brand.logo, brand.logo_dark) == (None, None)
    assert (brand.recordings, brand.fonts) == ((), ())


def test_one_logo_serves_light_pictures_too(folder: Path) -> None:
    brand = opened(folder, logo_dark=None)
    assert brand.logo_dark == brand.logo


@pytest.mark.parametrize(
    "fields",
    [
        {"background": "#000000"},
        {"light": "#ffffff"},
        {"dark": "#000000"},
        {"accent": "#00ff00"},
        {"type": TypeScale(headline=TypeStyle(size=1.1))},
        {"type": TypeScale(headline=TypeStyle(weight=300))},
        {"radii": Radii(button=0.1)},
        {"motion": MotionTokens(entrance="fade")},
        {"rhythm": Rhythm(transitions=0)},
        {"logo": "dark.png"},
        {"logo_dark": None},
        {"fonts": ()},
    ],
    ids=str,
)
def test_what_films_show_of_the_brand_changes_its_key(folder: Path, fields: dict[str, Any]) -> None:
    assert opened(folder, **fields).key() != opened(folder).key()


def test_a_logos_new_bytes_change_the_key(folder: Path) -> None:
    before = opened(folder).key()
    (folder / "logo.png").write_bytes(b"new")
    assert opened(folder).key() != before


def test_where_the_files_lie_changes_no_key(folder: Path) -> None:
    before = opened(folder).key()
    (folder / "moved.png").write_bytes(b"logo")
    assert opened(folder, logo="moved.png").key() == before


def test_what_is_heard_or_only_named_changes_no_picture(folder: Path) -> None:
    assert opened(folder, music=None, name="Other").key() == opened(folder).key()


def test_takes_may_show_the_colours_and_the_corners_of_panels(folder: Path) -> None:
    brand = opened(folder, background="#102030", radii=Radii(panel=0.03))
    assert brand.style_inputs() == {
        "background": "#102030",
        "light": "#f4f1ea",
        "dark": "#12181b",
        "accent": "#e0703a",
        "panel_radius": 0.03,
    }


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"logo": "gone.png"}, r"brand\.logo cannot be read .*gone\.png: No such file"),
        ({"logo_dark": "gone.png"}, r"brand\.logo_dark cannot be read"),
        ({"music": "gone.mp3"}, r"brand\.music cannot be read"),
        ({"fonts": ("gone.otf",)}, r"brand\.fonts cannot be read"),
        ({"logo": "own.ttf"}, r"brand\.logo is not a file .*own\.ttf.*\.jpeg, \.jpg, \.png"),
        ({"music": "logo.png"}, r"brand\.music is not a file that can be used there"),
        ({"fonts": ("logo.png",)}, r"brand\.fonts is not a file that can be used there"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_used_is_refused_by_its_setting(
    folder: Path, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ProductionError, match=message):
        opened(folder, **fields)


def test_a_file_that_is_no_font_is_refused(folder: Path) -> None:
    (folder / "odd.ttf").write_bytes(b"not a font, whatever it is called")
    with pytest.raises(ProductionError, match=r"a file that is no font .*odd\.ttf.*Use a TTF"):
        opened(folder, fonts=("odd.ttf",))


def test_a_folder_is_no_logo(folder: Path) -> None:
    (folder / "odd.png").mkdir()
    with pytest.raises(ProductionError, match=r"odd\.png: Is a directory"):
        opened(folder, logo="odd.png")
