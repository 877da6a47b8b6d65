"""Small clips: a clean one, and one for each defect, made with FFmpeg."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from engine import ffmpeg
from schemas.delivery import Profile
from schemas.setup import Canvas

FRAMES = 72
CANVAS = Canvas(width=320, height=180, rate=Fraction(24))
PROFILE = Profile(name="test", width=320, height=180, rate=Fraction(24))

PAN = (
    "color=gray:size=640x360:rate=24,noise=alls=60:allf=p:all_seed=7,gblur=sigma=3,"
    "eq=contrast=3,scale=640:360,crop=320:180:{x}:60"
)
"""A still, textured ground that a window moves over, in steps of whole pixels."""
TAGGED = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
STEREO = "pan=stereo|c0=c0|c1=c0"
STEADY = PAN.format(x="n*2")

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def take(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a take of 72 frames from a source and filters that follow it."""
    folder = tmp_path_factory.mktemp("takes")

    @cache
    def make(source: str = STEADY, *filters: str, frames: int = FRAMES) -> Path:
        path = folder / f"{len(list(folder.iterdir()))}.mp4"
        graph = ",".join((source, *filters, "format=yuv420p", TAGGED))
        ffmpeg.run(
            [
                *("-f", "lavfi", "-i", graph, "-frames:v", str(frames), "-c:v", "libx264"),
                *("-preset", "veryfast", "-crf", "12", "-bf", "0", "-fps_mode", "passthrough"),
                str(path),
            ],
            what="a take",
        )
        return path

    return make


@pytest.fixture(scope="session")
def film(take: Make, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a film: a take beside a tone that is `gain` dB louder than -14 LUFS asks for."""
    folder = tmp_path_factory.mktemp("films")

    @cache
    def make(picture: Path | None = None, *options: str, sound: str = "", gain: float = 0) -> Path:
        path = folder / f"{len(list(folder.iterdir()))}.mp4"
        tone = f"sine=frequency=1000:sample_rate=48000,volume={gain + 4.1}dB{sound},{STEREO}"
        layout = options or ("-use_editlist", "0", "-movflags", "+faststart")
        ffmpeg.run(
            [
                *("-i", str(picture or take()), "-f", "lavfi", "-i", tone, "-map", "0:v"),
                *(
                    "-map",
                    "1:a",
                    "-t",
                    "3",
                    "-c:v",
                    "copy",
                    "-c:a",
                    "aac",
                    "-b:a",
                    "192k",
                    "-ac",
                    "2",
                ),
                *("-avoid_negative_ts", "disabled", *layout, str(path)),
            ],
            what="a film",
        )
        return path

    return make
