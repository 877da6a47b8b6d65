from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.sound import pcm
from engine.sound.loudness import longest_silence, measure
from schemas.errors import EncodeError
from tests.engine.sound.conftest import tone


def test_a_stereo_sine_of_997_hz_at_minus_23_dbfs_is_minus_23_lufs(tmp_path: Path) -> None:
    # EBU Tech 3341, case 1; in stereo, as there.
    found = measure(tone(tmp_path / "a.wav", hertz=997, seconds=5, level=10 ** (-23 / 20)))
    assert found.integrated == pytest.approx(-23.0, abs=0.1)
    assert found.true_peak == pytest.approx(-23.0, abs=0.2)
    assert found.range == pytest.approx(0.0, abs=0.1)


def test_a_peak_between_two_samples_counts(tmp_path: Path) -> None:
    # EBU Tech 3341, case 16: a quarter of the rate, 45 degrees off: samples of 0.354, peaks of 0.5.
    times = np.arange(pcm.RATE)
    edges = np.minimum(1, np.minimum(times, times[::-1]) / 4_800)  # an abrupt start overshoots
    wave = 0.5 * edges * np.sin(2 * np.pi * times / 4 + np.pi / 4)
    pcm.write([np.stack([wave, wave], axis=1)], tmp_path / "a.wav", channels=2)
    assert measure(tmp_path / "a.wav").true_peak == pytest.approx(-6.0, abs=0.4)


def test_mono_is_as_loud_as_both_loudspeakers_play_it(tmp_path: Path) -> None:
    stereo = tone(tmp_path / "a.wav", hertz=440, seconds=2)
    pcm.write([pcm.read(stereo, channels=2)[:, :1]], tmp_path / "b.wav", channels=1)
    assert measure(tmp_path / "b.wav").integrated == measure(stereo).integrated


def test_silence_is_silent(tmp_path: Path) -> None:
    pcm.write([np.zeros((pcm.RATE, 2), np.float32)], tmp_path / "a.wav", channels=2)
    assert measure(tmp_path / "a.wav").silent
    assert measure(tmp_path / "a.wav").true_peak == -np.inf


def test_the_longest_silence_is_found_at_the_end_too(tmp_path: Path) -> None:
    sound = pcm.read(tone(tmp_path / "a.wav", hertz=440, seconds=1), channels=2)
    quiet = np.zeros((pcm.RATE // 2, 2), np.float32)
    pcm.write([sound, quiet, sound, quiet, quiet, quiet], tmp_path / "b.wav", channels=2)
    assert longest_silence(tmp_path / "b.wav") == pytest.approx(1.5, abs=0.01)
    assert longest_silence(tmp_path / "a.wav") == 0


def test_a_file_without_sound_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("not a sound")
    with pytest.raises(EncodeError, match=r"measurements of a\.wav"):
        measure(tmp_path / "a.wav")
