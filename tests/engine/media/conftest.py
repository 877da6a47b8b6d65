"""Clips whose every frame says its own number, and a clip of picture and sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import ffmpeg

WIDTH, HEIGHT, FRAMES = 66, 64, 100

Make = Callable[..., Path]


def _numbered() -> Iterator[bytes]:
    for number in range(FRAMES):
        quarter = WIDTH // 2 * HEIGHT // 2
        yield (
            bytes([16 + number]) * (WIDTH * HEIGHT)
            + bytes([100 + number % 50]) * quarter
            + bytes([150 - number % 50]) * quarter
        )


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a clip of 100 frames whose luma is 16 plus the frame's number."""
    folder = tmp_path_factory.mktemp("numbered")

    def make(name: str, *coding: str, rate: str = "24") -> Path:
        path = folder / f"{name}.mp4"
        source = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", rate)
        coded = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "4", "-g", "12", *coding)
        ffmpeg.encode([*source, "-i", "-", *coded, str(path)], _numbered(), what=name)
        return path

    return make


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of picture and sound, laid out as a delivered film is."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30000/1001"),
            *("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"),
            *("-vf", "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"),
            *("-frames:v", "60", "-t", "2.002", "-c:v", "libx264", "-pix_fmt", "yuv420p"),
            *("-bf", "0", "-c:a", "aac", "-use_editlist", "0"),
            *("-avoid_negative_ts", "disabled", "-movflags", "+faststart", str(path)),
        ],
        what="a film",
    )
    return path
