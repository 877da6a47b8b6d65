"""A recording that is longer than a film ends with it, as its players ended it, and on the beat."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.sound import pcm
from engine.sound.ending import ended

BEAT = 0.6
CHORDS = (
    (220.0, 277.2, 329.6),
    (196.0, 246.9, 293.7),
    (174.6, 220.0, 261.6),
    (196.0, 246.9, 293.7),
)


def song(path: Path, beats: int, *, ending: bool = True) -> Path:
    """A chord for each four beats, a click on each beat; at its end a chord that rings out."""
    every = round(BEAT * pcm.RATE)
    sound = np.zeros(beats * every + (2 * pcm.RATE if ending else 0), np.float32)
    times = np.arange(4 * every) / pcm.RATE
    for bar in range(beats // 4):
        tones = sum(np.sin(2 * np.pi * hertz * times) for hertz in CHORDS[bar % 4])
        sound[4 * bar * every :][: len(times)] += 0.08 * np.exp(-times) * tones
    click = np.random.default_rng(1).normal(0, 0.5, 900) * np.exp(-np.arange(900) / 200)
    for beat in range(beats):
        sound[beat * every :][: len(click)] += click
    if ending:
        ring = np.arange(2 * pcm.RATE) / pcm.RATE
        last = np.sin(2 * np.pi * 130.8 * ring) * 0.3 * np.exp(-3 * ring)
        sound[beats * every :] += last.astype(np.float32)
    pcm.write([np.stack([sound, sound], axis=1)], path, channels=2)
    return path


def clicks(sound: pcm.Samples) -> np.ndarray:
    """Seconds at which clicks begin."""
    high = np.abs(np.diff(sound[:, 0], n=2))
    loud = np.flatnonzero(high > 0.45 * high.max())
    return loud[np.r_[True, np.diff(loud) > 0.2 * pcm.RATE]] / pcm.RATE


@pytest.mark.parametrize("seconds", [12.0, 15.37, 21.9])
def test_the_joint_keeps_the_beat_and_the_end_is_the_recordings_own(
    tmp_path: Path, seconds: float
) -> None:
    path = song(tmp_path / "song.wav", 64)
    samples = round(seconds * pcm.RATE)
    found = ended(path, samples)
    assert found is not None
    assert found.shape == (samples, 2)
    gaps = np.diff(clicks(found))
    assert np.abs(gaps - BEAT * np.rint(gaps / BEAT)).max() < 0.02
    whole = pcm.read(path, channels=2)
    head = round(1.9 * pcm.RATE)
    assert (found[:head] == whole[:head]).all()
    # The last chord rings out within the last 1.2 seconds before the film's end.
    loud = np.flatnonzero(np.abs(found[:, 0]) > 1e-3)[-1]
    assert 0 <= samples - loud <= 1.3 * pcm.RATE
    tail = whole[: np.flatnonzero(np.abs(whole[:, 0]) > 1e-3)[-1] + 1][-pcm.RATE :]
    assert found[loud + 1 - pcm.RATE : loud + 1] == pytest.approx(tail, abs=1e-6)


def test_a_recording_that_is_shorter_or_has_no_ending_is_left_to_others(tmp_path: Path) -> None:
    samples = 12 * pcm.RATE
    assert ended(song(tmp_path / "short.wav", 16), samples) is None
    assert ended(song(tmp_path / "loop.wav", 64, ending=False), samples) is None
    assert ended(song(tmp_path / "song.wav", 64), 5 * pcm.RATE) is None
