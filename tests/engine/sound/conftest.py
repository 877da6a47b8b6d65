"""Real lines, real music and a small edit, made once for all sound tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.sound import pcm
from engine.sound.espeak import Espeak
from schemas.delivery import Profile
from schemas.edit import Cut, Edit, SoundClip, Track
from schemas.setup import Canvas

LINES = (
    "This cast iron pan holds three litres.",
    "It keeps its heat, and goes from hob to oven.",
    "Get yours today.",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """An edit of 12 s with three lines over a bed of 5 s, and the files that it plays by key."""

    edit: Edit
    sounds: Mapping[str, Path]
    profile: Profile

    @property
    def music(self) -> SoundClip:
        """The bed's clip."""
        return self.edit.on(Track.MUSIC)[0]


def tone(path: Path, *, hertz: float, seconds: float, level: float = 0.2) -> Path:
    """A stereo sine wave as a WAV file."""
    times = np.arange(round(seconds * pcm.RATE)) / pcm.RATE
    wave = level * np.sin(2 * np.pi * hertz * times)
    pcm.write([np.stack([wave, wave], axis=1)], path, channels=2, codec="pcm_s16le")
    return path


def cut(frames: int, **fields: Any) -> Cut:
    """A film of one shot."""
    return Cut.model_validate(
        {"shot": "one", "take": "0", "rate": "24", "available": frames, "start": 0}
        | {"frames": frames}
        | fields
    )


@pytest.fixture(scope="session")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    folder = tmp_path_factory.mktemp("sound")
    voice = Espeak()
    sounds = {}
    for number, text in enumerate(LINES):
        sounds[f"line-{number}"] = folder / f"line-{number}.wav"
        voice.speak(text, "en", sounds[f"line-{number}"])
    sounds["bed"] = tone(folder / "music.wav", hertz=12_000, seconds=5)
    edit = Edit(
        canvas=Canvas(width=640, height=360),
        cuts=(cut(288),),
        sounds=(
            *(
                SoundClip(
                    track=Track.VOICE,
                    key=f"line-{number}",
                    text=text,
                    start=48 + 84 * number,
                    frames=84,
                    tempo=1.15 if number == 1 else 1.0,
                )
                for number, text in enumerate(LINES)
            ),
            SoundClip(
                track=Track.MUSIC, key="bed", frames=288, gain=-8.0, fade_in=0.4, fade_out=1.6
            ),
        ),
    )
    return Cast(edit, sounds, Profile(name="test", width=640, height=360))
