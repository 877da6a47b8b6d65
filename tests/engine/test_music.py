"""A brand's music is chosen by mood, and for a row always the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.brand import open_brand
from engine.music import music_for, recordings_in
from schemas.brand import BrandSettings
from schemas.errors import ProductionError, RowError

NAMES = ("calm.m4a", "Calm-2.mp3", "bright/01 morning.wav", "lively_03.ogg", "notes.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


def test_the_mood_is_the_folder_or_the_first_word_of_the_name(folder: Path) -> None:
    found = {one.file.path.name: one.mood for one in recordings_in(folder)}
    assert found == {
        "Calm-2.mp3": "calm",
        "calm.m4a": "calm",
        "01 morning.wav": "bright",
        "lively_03.ogg": "lively",
    }


def test_a_row_always_has_the_same_and_its_neighbours_others(folder: Path) -> None:
    found = recordings_in(folder)
    rows = {f"row-{n}": music_for(found, f"row-{n}", "calm") for n in range(20)}
    assert rows == {row: music_for(found, row, " Calm ") for row in rows}
    assert {one.path.name for one in rows.values() if one} == {"calm.m4a", "Calm-2.mp3"}
    assert len({music_for(found, f"row-{n}", "") for n in range(40)}) == 4


def test_a_mood_that_no_recording_has_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(RowError, match=r"mood 'sad' .*Use one of: bright, calm, lively"):
        music_for(recordings_in(folder), "row", "sad")


def test_an_only_recording_is_for_every_mood_and_no_music_for_none(folder: Path) -> None:
    brand = open_brand(BrandSettings(music="calm.m4a"), folder)
    assert music_for(brand.recordings, "row", "sad") == brand.recordings[0].file
    assert music_for((), "row", "sad") is None


def test_a_folder_of_music_is_a_brands_music(folder: Path) -> None:
    brand = open_brand(BrandSettings(music="."), folder)
    assert len(brand.recordings) == 4
    first = brand.recordings[0].file
    assert brand.recording(first.sha256) == first
    assert brand.recording("0") is None


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProductionError, match="holds no recording"):
        open_brand(BrandSettings(music="."), tmp_path)
