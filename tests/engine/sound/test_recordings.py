"""The user's own voice, by file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.sound import Recordings, line, measure, pcm, recorded_key
from engine.sound.speech import heard_of, keep_recording
from engine.store import BlobKind, open_store
from schemas.errors import RowError, VoiceError
from tests.engine.sound.conftest import tone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "voices").mkdir()
    return tmp_path / "voices"


def test_a_recording_is_found_by_row_shot_and_locale(folder: Path) -> None:
    for name in ("desk_hero_en.wav", "desk_hero_de-AT.flac", "desk_hero-2_en.mp3", "desk_x_en.txt"):
        (folder / name).write_bytes(b"")
    voice = Recordings(folder)
    assert voice.find("desk", "hero", "en", 1).name == "desk_hero_en.wav"
    assert voice.find("desk", "hero", "en-GB", 1).name == "desk_hero_en.wav"
    assert voice.find("desk", "hero", "de-AT", 1).name == "desk_hero_de-AT.flac"
    assert voice.find("desk", "hero", "en", 2).name == "desk_hero-2_en.mp3"


def test_a_missing_recording_is_an_error_that_names_the_file(folder: Path) -> None:
    with pytest.raises(RowError, match=r"over shot 'hero' in fr.*desk_hero_fr\.wav") as caught:
        Recordings(folder).find("desk", "hero", "fr", 1)
    assert caught.value.code == "VOICE"


def test_another_recording_has_another_key_and_is_noticed(folder: Path) -> None:
    file = tone(folder / "desk_hero_en.wav", hertz=300, seconds=1)
    voice = Recordings(folder)
    before, seen = recorded_key(file), voice.fingerprint()
    tone(file, hertz=400, seconds=1.5)
    assert recorded_key(file) != before
    assert voice.fingerprint() != seen


def test_a_recording_is_kept_as_it_is_at_the_level_of_every_line(
    folder: Path, tmp_path: Path
) -> None:
    file = tone(folder / "desk_hero_en.wav", hertz=300, seconds=2, level=0.02)
    with open_store(tmp_path / "store") as store:
        made = keep_recording(file, (recorded_key(file), "Hello."), store.blobs)
        kept = store.blobs.path(made.key, BlobKind.SPOKEN)
        heard = heard_of(made.key, store.blobs)
    assert measure(kept).integrated == pytest.approx(line.LEVEL, abs=1.0)
    assert heard.seconds == pytest.approx(2.08, abs=0.01)
    assert heard.words == ()
    power = np.abs(np.fft.rfft(pcm.read(kept, channels=1)[:, 0]))
    assert np.argmax(power) * pcm.RATE / (heard.seconds * pcm.RATE) == pytest.approx(300, abs=1)


def test_a_silent_recording_is_an_error(folder: Path, tmp_path: Path) -> None:
    file = tone(folder / "desk_hero_en.wav", hertz=300, seconds=1, level=0.0)
    with open_store(tmp_path / "store") as store, pytest.raises(VoiceError, match="silence"):
        keep_recording(file, (recorded_key(file), "Hello."), store.blobs)
