"""Kokoro's text side, which needs no model, and its sound where the model is at hand.

CALLSHEET_TEST_KOKORO names the folder of its voices (npm kokoro-js, unpacked).
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from engine.sound import kokoro_files, line, measure, pcm
from engine.sound.acoustic import identifiers, vocabulary
from engine.sound.kokoro import Kokoro
from engine.sound.kokoro_files import Files
from engine.sound.kokoro_phonemes import reader_of
from engine.sound.wording import worded
from schemas.errors import VoiceError

FOLDER = os.environ.get("CALLSHEET_TEST_KOKORO")
LINES = {
    "fr": "Cette poêle, en fonte, coûte 129,00 €.",
    "es": "Esta sartén cuesta 24,90 €.",
    "it": "Questa padella contiene 500 ml.",
    "pt-BR": "Esta panela mantém o calor.",
    "hi": "यह कड़ाही तीन लीटर की है",
    "en": "This pan holds three liters.",
    "zh-CN": "这款铸铁锅容量三升，现在只要299元。",
    "ja": "今なら299円です。",
}


def files(folder: Path) -> Files:
    """A model and a voice that are none."""
    (folder / "voices").mkdir()
    (folder / "kokoro-v1.0.int8.onnx").write_bytes(b"no model")
    (folder / "voices" / "ff_siwis.bin").write_bytes(b"no voice")
    found = kokoro_files.find(str(folder))
    assert found is not None
    return found


@pytest.mark.parametrize("locale", LINES)
def test_a_line_is_read_word_by_word_in_the_alphabet_of_the_model(locale: str) -> None:
    reader = reader_of(locale)
    assert reader is not None
    if reader.missing:
        pytest.skip(f"{', '.join(reader.missing)} not installed")
    text = worded(LINES[locale], locale).spoken
    tokens = reader.read(text)
    known = [one for token in tokens for one in token.phonemes if one in vocabulary()]
    assert len(known) > 0.95 * sum(len(token.phonemes) for token in tokens)
    assert len(identifiers(tokens)) == len(known) + 2
    places = [token.at for token in tokens]
    assert places == sorted(places)
    assert all(text[token.at : token.at + token.chars].strip() for token in tokens if token.chars)


def test_marks_stay_between_words_and_tell_the_voice_where_to_breathe() -> None:
    reader = reader_of("fr")
    assert reader is not None
    tokens = reader.read("Cette poêle, en fonte.")
    assert [token.phonemes[-2:] for token in tokens if token.phonemes[-2] in ",."] == [", ", ". "]


def test_german_has_no_voice() -> None:
    assert reader_of("de") is None


def test_what_is_not_the_published_file_is_never_loaded(tmp_path: Path) -> None:
    there = files(tmp_path)
    with pytest.raises(VoiceError, match=r"not the one that was published.*int8\.onnx"):
        there.model_bytes()
    with pytest.raises(VoiceError, match=r"not the one that was published.*ff_siwis"):
        there.voice_bytes("ff_siwis")
    with pytest.raises(VoiceError, match=r"not there.*zm_yunxi"):
        there.voice_bytes("zm_yunxi")
    with pytest.raises(VoiceError, match="not the one that was published"):
        Kokoro(there).speak("Bonjour.", "fr", tmp_path / "x.wav")


def test_it_speaks_where_a_voice_is_there(tmp_path: Path) -> None:
    voice = Kokoro(files(tmp_path))
    assert voice.speaks("fr-CA")
    assert not voice.speaks("es")
    assert not voice.speaks("de")


def test_a_name_counts_for_its_own_language(tmp_path: Path) -> None:
    there = files(tmp_path)
    usual, named = Kokoro(there).fingerprint(), Kokoro(there, timbre="zf_xiaoxiao").fingerprint()
    assert "zm_yunxi" in usual["voices"]
    assert "zf_xiaoxiao" in named["voices"]
    assert "ff_siwis" in named["voices"]
    with pytest.raises(VoiceError, match="no such voice"):
        Kokoro(there, timbre="nobody")


@pytest.mark.parametrize("locale", LINES)
def test_a_line_is_spoken(locale: str, tmp_path: Path) -> None:
    found = kokoro_files.find(FOLDER)
    if found is None or not (voice := Kokoro(found)).speaks(locale):
        pytest.skip("Kokoro's model, or what reads the language, is not here")
    text = worded(LINES[locale], locale).spoken
    words = voice.speak(text, locale, tmp_path / "line.wav")
    seconds = len(pcm.read(tmp_path / "line.wav", channels=1)) / pcm.RATE
    assert 1 < seconds < 8
    assert measure(tmp_path / "line.wav").integrated == pytest.approx(line.LEVEL, abs=1.0)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert words[-1].end <= seconds
    voice.speak(text, locale, tmp_path / "again.wav")
    once, again = ((tmp_path / name).read_bytes() for name in ("line.wav", "again.wav"))
    assert sha256(once).digest() == sha256(again).digest()
