"""Material: what the reference edit is made of, the same files for every way of making it.

Five clips of four seconds: a camera pans over a picture with grain. Spoken lines, a bed, a logo.
It is made before anything is timed.
"""

from __future__ import annotations

import wave
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from engine import ffmpeg
from engine.sound.espeak import Espeak
from schemas.setup import Canvas
from tests.benchmarks.scale import Scale

__all__ = ["BED", "CLIPS", "DISSOLVE", "LINES", "LOGO", "RATE", "SECONDS", "Material", "make"]

CLIPS, SECONDS, DISSOLVE, RATE = 5, 4, Fraction(1, 2), Fraction(30)
"""Five clips of 4 s with crossfades of half a second: 18 s."""
LINES = (
    "A steel bottle for every day.",
    "Its lid screws on and stays tight.",
    "Matte powder coat, in teal or sand.",
    "Cold for a day, warm for a night.",
    "Choose your colour today.",
)
_DEMO = Path(__file__).parents[2] / "catalogs" / "demo"
BED, LOGO = _DEMO / "brand" / "bed.m4a", _DEMO / "brand" / "logo.png"
_PICTURES = sorted((_DEMO / "pictures").glob("*-1.jpg"))


@dataclass(frozen=True, slots=True)
class Material:
    """Files, and the size they are made for. `spoken` are lines with their lengths in seconds."""

    canvas: Canvas
    clips: tuple[Path, ...]
    spoken: tuple[tuple[Path, float], ...]

    @property
    def frames(self) -> int:
        """The reference edit's length."""
        return int((CLIPS * SECONDS - (CLIPS - 1) * DISSOLVE) * RATE)


def make(folder: Path, scale: Scale) -> Material:
    """Make clips and voice under `folder`."""
    size = (320, 180) if scale.quick else (1920, 1080)
    canvas = Canvas(width=size[0], height=size[1], rate=RATE)
    clips = tuple(_clip(folder / f"clip-{number}.mp4", number, canvas) for number in range(CLIPS))
    spoken = tuple(_spoken(folder / f"line-{n}.wav", text) for n, text in enumerate(LINES))
    return Material(canvas, clips, spoken)


def _clip(target: Path, number: int, canvas: Canvas) -> Path:
    """As a take waits for its edit: x264, visually lossless, a key frame every second.

    Noise that changed with every frame would make all ways alike: they would do nothing but encode.
    """
    side = canvas.width * 5 // 4
    move = (
        f"scale={side}:{side},noise=alls=14,"
        f"crop={canvas.width}:{canvas.height}:(iw-ow)*n/{SECONDS * RATE}:(ih-oh)/2,"
        "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,"
        "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
    )
    ffmpeg.run(
        [
            *("-loop", "1", "-framerate", str(RATE), "-i", str(_PICTURES[number]), "-vf", move),
            *("-frames:v", str(SECONDS * int(RATE))),
            *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-bf", "0", "-g", "30"),
            *("-pix_fmt", "yuv420p", *ffmpeg.BT709, str(target)),
        ],
        what=f"clip {number}",
    )
    return target


def _spoken(target: Path, text: str) -> tuple[Path, float]:
    Espeak().speak(text, "en", target)
    with wave.open(str(target), "rb") as sound:
        return target, sound.getnframes() / sound.getframerate()
