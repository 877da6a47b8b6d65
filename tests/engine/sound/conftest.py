"""Real lines, real music and a small edit, made once for all sound tests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.sound import pcm
from engine.sound.espeak import Espeak
from schemas.delivery import Profile
from schemas.edit import Cut, Edit, Music, Spoken
from schemas.setup import Canvas

LINES = (
    "This cast iron pan holds three litres.",
    "It keeps its heat, and goes from hob to oven.",
    "Get yours today.",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """An edit of 12 s with three lines over a bed of 5 s, and the files that it plays."""

    edit: Edit
    sounds: Mapping[str, Path]
    music: Path
    profile: Profile


def tone(path: Path, *, hertz: float, seconds: float, level: float = 0.2) -> Path:
    """A stereo sine wave as a WAV file."""
    times = np.arange(round(seconds * pcm.RATE)) / pcm.RATE
    wave = level * np.sin(2 * np.pi * hertz * times)
    pcm.write([np.stack([wave, wave], axis=1)], path, channels=2, codec="pcm_s16le")
    return path


@pytest.fixture(scope="session")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    folder = tmp_path_factory.mktemp("sound")
    voice = Espeak()
    sounds = {}
    for number, text in enumerate(LINES):
        sounds[f"line-{number}"] = folder / f"line-{number}.wav"
        voice.speak(text, "en", sounds[f"line-{number}"])
    music = tone(folder / "music.wav", hertz=12_000, seconds=5)
    edit = Edit(
        canvas=Canvas(width=640, height=360),
        cuts=(Cut(shot="one", take="0", start=0, frames=288),),
        voice=tuple(
            Spoken(
                sound=f"line-{number}",
                text=text,
                start=48 + 84 * number,
                frames=84,
                tempo=1.15 if number == 1 else 1.0,
            )
            for number, text in enumerate(LINES)
        ),
        music=Music(sha256=hashlib.sha256(music.read_bytes()).hexdigest(), path="music.wav"),
    )
    return Cast(edit, sounds, music, Profile(name="test", width=640, height=360))
