"""Lines become sounds in the store, once."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from engine.jobs.speaking import Utterance, speak

from engine.sound import longest_silence
from engine.store import FolderBlobs, Kind
from schemas.keys import key_of
from schemas.production import VoiceSettings

ESPEAK = VoiceSettings(engine="espeak")
SHORT = Utterance(key_of("line", n=1), "It keeps its heat.", "en")
LONG = Utterance(key_of("line", n=2), "It goes from the hob to the oven and to the table.", "en")


def _recorded(blobs: FolderBlobs, key: str, seconds: float) -> Path:
    with blobs.writing(key, Kind.SPOKEN) as target, wave.open(str(target), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        sound.writeframes(bytes(round(seconds * 96_000)))
    return blobs.path(key, Kind.SPOKEN)


def test_lines_are_spoken_into_the_store_with_their_lengths(blobs: FolderBlobs) -> None:
    lengths = speak([SHORT, LONG], ESPEAK, None, blobs)
    for line in (SHORT, LONG):
        path = blobs.path(line.key, Kind.SPOKEN)
        with wave.open(str(path), "rb") as sound:
            assert lengths[line.key] == sound.getnframes() / sound.getframerate()
        assert longest_silence(path) < 0.5
    assert 0.5 < lengths[SHORT.key] < lengths[LONG.key] < 6


def test_a_line_that_is_there_already_is_not_spoken_again(blobs: FolderBlobs) -> None:
    path = _recorded(blobs, SHORT.key, 1.25)
    before = path.read_bytes()
    lengths = speak([SHORT, LONG], ESPEAK, None, blobs)
    assert lengths[SHORT.key] == pytest.approx(1.25)
    assert path.read_bytes() == before
    assert blobs.has(LONG.key, Kind.SPOKEN)


def test_without_a_voice_lines_that_are_there_keep_their_lengths(blobs: FolderBlobs) -> None:
    _recorded(blobs, SHORT.key, 0.5)
    assert speak([SHORT], VoiceSettings(engine="none"), None, blobs) == {SHORT.key: 0.5}


def test_no_lines_are_no_sounds(blobs: FolderBlobs) -> None:
    assert speak([], ESPEAK, None, blobs) == {}
    assert not blobs.root.exists()
