"""A video of whatever kind becomes one that is read as takes are."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine import ffmpeg
from engine.files import sha256_of
from engine.media import planes, probe
from engine.media.colour import rgb_of
from engine.media.intermediate import make_intermediate
from schemas.brief import Video
from schemas.errors import EncodeError
from tests.engine.renderers.animatic.conftest import decoded

BARS = "color=red:s=80x96:r=25:d=1,pad=160:96:0:0:blue"
"""Red on the left, blue on the right."""


def made(folder: Path, *arguments: str, source: str = BARS) -> Path:
    """A video by FFmpeg, and its intermediate."""
    given, target = folder / "given.mp4", folder / "intermediate.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", source, *arguments, str(given)], what="a video")
    make_intermediate(given, video_of(given), target)
    return target


def video_of(path: Path) -> Video:
    picture = probe(path).picture
    assert picture is not None
    return Video(
        path=path.name,
        sha256=sha256_of(path),
        width=picture.width,
        height=picture.height,
        rate=picture.rate,
        frames=picture.frames,
        matrix=picture.colour.matrix,
        full=picture.colour.full,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("-pix_fmt", "yuv420p10le", "-c:v", "libx264"),
        ("-pix_fmt", "yuv444p"),
        ("-vf", "scale=out_color_matrix=bt601", "-colorspace", "smpte170m"),
        ("-vf", "scale=out_range=full", "-color_range", "pc", "-pix_fmt", "yuv420p"),
        ("-bf", "3", "-g", "250"),
    ],
    ids=["ten bits", "4:4:4", "BT.601", "full range", "B-frames"],
)
def test_its_colours_are_read_back_as_they_were(arguments: tuple[str, ...], tmp_path: Path) -> None:
    take = made(tmp_path, *arguments)
    frame = rgb_of(list(planes(take))[12]).astype(int)
    assert np.abs(np.median(frame[:, 8:72], axis=(0, 1)) - (255, 0, 0)).max() <= 6
    assert np.abs(np.median(frame[:, 88:152], axis=(0, 1)) - (0, 0, 255)).max() <= 6
    assert len(list(planes(take))) == 25


def test_uneven_steps_are_even_afterwards(tmp_path: Path) -> None:
    # Every fifth frame is dropped, as a phone in the dark does.
    take = made(tmp_path, "-vf", r"select=mod(n\,5)", "-fps_mode", "vfr")
    picture = probe(take).picture
    assert picture is not None
    assert (picture.uneven, picture.rate) == (0, Fraction(25))
    assert picture.frames in {24, 25}


def test_a_video_that_is_turned_is_upright_and_pixels_are_square(tmp_path: Path) -> None:
    plain = tmp_path / "plain.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", BARS, str(plain)], what="a video")
    turned, target = tmp_path / "turned.mp4", tmp_path / "upright.mp4"
    ffmpeg.run(["-display_rotation", "90", "-i", str(plain), "-c", "copy", str(turned)], what="it")
    make_intermediate(turned, video_of(turned), target)
    assert decoded(target)[0].shape == (160, 96, 3)
    wide = made(tmp_path, "-vf", "setsar=2")
    assert decoded(wide)[0].shape == (96, 320, 3)


def test_a_damaged_video_is_an_error(tmp_path: Path) -> None:
    given = tmp_path / "given.mp4"
    source = "testsrc2=s=160x96:r=25:d=1"
    ffmpeg.run(["-f", "lavfi", "-i", source, "-movflags", "+faststart", str(given)], what="a video")
    video = video_of(given)
    data = bytearray(given.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4000] = bytes(4000)
    given.write_bytes(data)
    with pytest.raises(EncodeError, match=r"an intermediate of the video given\.mp4"):
        make_intermediate(given, video, tmp_path / "target.mp4")
