"""Segments whose frames say their own number, and a sound to go with them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from engine.edit.segments import EncoderSettings, Segment, TakeRange
from engine.encode import encode_segment
from engine.sound import pcm
from engine.sound.mix import mix
from schemas.delivery import Preset, Profile
from schemas.edit import Cut, Edit, SoundClip, Track
from schemas.setup import Canvas

CANVAS = Canvas(width=160, height=90, rate=Fraction(24))
LENGTHS = (24, 11, 1, 37, 8)
"""Frames of five segments: a second, a dissolve, one frame, a longer one, a short one."""
FRAMES = sum(LENGTHS)
WHITE = 235


def segment_of(
    frames: int, canvas: Canvas = CANVAS, *, preset: Preset = "superfast", crf: int = 18
) -> Segment:
    encoder = EncoderSettings(crf=crf, preset=preset, binary="0" * 64)
    return Segment(canvas, frames, TakeRange("0", 0), encoder)


def numbered(first: int, frames: int, canvas: Canvas = CANVAS) -> Iterator[bytes]:
    """Flat frames whose luma is 30 plus twice their number."""
    for number in range(first, first + frames):
        yield frame_of(30 + 2 * number, canvas)


def frame_of(luma: int, canvas: Canvas = CANVAS) -> bytes:
    samples = canvas.width * canvas.height
    return bytes([luma]) * samples + bytes([128]) * (samples // 2)


def encoded(
    folder: Path, frames: Iterator[bytes] | list[bytes], lengths: tuple[int, ...]
) -> list[Path]:
    """Those frames in segments of those lengths."""
    source, paths = iter(frames), []
    for n, length in enumerate(lengths):
        paths.append(folder / f"segment-{n}.mp4")
        encode_segment(segment_of(length), (next(source) for _ in range(length)), paths[-1])
    return paths


def sound_of(folder: Path, frames: int, *, onset: int = 0) -> Path:
    """A film's sound: silence, and from frame `onset` on a tone of half a second."""
    times = np.arange(pcm.RATE // 2) / pcm.RATE
    tone = (0.3 * np.sin(2 * np.pi * 1000 * times)).astype(np.float32)
    pcm.write([tone[:, None]], folder / "tone.wav", channels=1, codec="pcm_s16le")
    edit = Edit(
        canvas=CANVAS,
        cuts=(
            Cut(shot="one", take="0", rate=CANVAS.rate, available=frames, start=0, frames=frames),
        ),
        sounds=(SoundClip(track=Track.VOICE, key="tone", text="Beep.", start=onset, frames=12),),
    )
    profile = Profile(name="test", width=CANVAS.width, height=CANVAS.height)
    mix(edit, {"tone": folder / "tone.wav"}, profile, folder / "sound.m4a")
    return folder / "sound.m4a"
