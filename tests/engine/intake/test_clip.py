"""The row's own videos: which are taken, how each is refused, and that one is probed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import ffmpeg
from engine.files import sha256_of
from engine.intake import gather_videos
from engine.renderers.take import encode_take, yuv420p
from schemas.brief import Brief, Origin, Video
from schemas.errors import RowError
from schemas.setup import Canvas


class Notes:
    """Remembers documents, and how often something new was written."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.writes = 0

    def read(self, keys: Iterable[str]) -> dict[str, Any]:
        return {key: self.documents[key] for key in keys if key in self.documents}

    def write(self, documents: Mapping[str, Any]) -> None:
        self.documents |= documents
        self.writes += 1


def gathered(
    root: Path, *videos: str, number: int = 0, memory: Notes | None = None
) -> dict[int, Video]:
    origin = Origin(source="c.csv", rows=(1,), digest="")
    brief = Brief(id="a", title="Cup", videos=videos, origin=origin)
    return gather_videos(brief, [number], root, memory or Notes())


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A second of grey in `films/clip.mp4` under the catalog's folder."""
    canvas = Canvas(width=96, height=64, rate=Fraction(12))
    target = tmp_path / "films" / "clip.mp4"
    target.parent.mkdir()
    frame = yuv420p(np.full((64, 96, 3), 128, np.uint8))
    encode_take(iter([frame] * 12), canvas, target)
    return target


def test_a_video_is_known_by_its_bytes_size_and_rate(clip: Path, tmp_path: Path) -> None:
    video = gathered(tmp_path, "films/clip.mp4")[0]
    assert (video.path, video.sha256) == ("films/clip.mp4", sha256_of(clip))
    assert (video.width, video.height, video.rate, video.frames) == (96, 64, Fraction(12), 12)
    assert (video.matrix, video.full) == (1, False)


def test_a_file_that_has_not_changed_is_not_opened_again(clip: Path, tmp_path: Path) -> None:
    notes = Notes()
    first = gathered(tmp_path, "films/clip.mp4", memory=notes)
    assert gathered(tmp_path, "films/clip.mp4", memory=notes) == first
    assert notes.writes == 1
    clip.write_bytes(clip.read_bytes() + bytes(8))
    assert gathered(tmp_path, "films/clip.mp4", memory=notes)[0].sha256 != first[0].sha256
    assert notes.writes == 2


def refused(root: Path, name: str) -> None:
    """Gather it, with the code in the error's words."""
    try:
        gathered(root, name)
    except RowError as error:
        raise RowError(error.code, f"{error.code}: {error}") from error


@pytest.mark.parametrize(
    ("name", "code", "what"),
    [
        ("gone.mp4", "VIDEO_UNAVAILABLE", "the video is not there"),
        ("../clip.mp4", "VIDEO_OUTSIDE", "the video lies outside"),
        ("https://shop.example/clip.mp4", "URL_BLOCKED", "videos are not fetched from https"),
        ("clip.webm", "VIDEO_FORMAT", "is .webm, no MP4 or MOV"),
        ("list.mp4", "VIDEO_BROKEN", "cannot be read"),
        ("sound.mp4", "VIDEO_FORMAT", "holds no picture"),
        ("hdr.mp4", "VIDEO_FORMAT", "high dynamic range"),
        ("small.mp4", "VIDEO_LIMIT", "has 48x32 pixels"),
    ],
)
def test_what_is_no_usable_video_is_refused_and_says_why(
    name: str, code: str, what: str, tmp_path: Path
) -> None:
    root = tmp_path / "shop"
    root.mkdir()
    (tmp_path / "clip.mp4").write_bytes(b"outside")
    (root / "clip.webm").write_bytes(b"\x1aE\xdf\xa3")
    # A playlist by the name of a film is not read as one.
    (root / "list.mp4").write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "utf-8")
    for file, given in {
        "sound.mp4": ["-f", "lavfi", "-i", "sine=d=0.1"],
        "small.mp4": ["-f", "lavfi", "-i", "color=s=48x32:d=0.1"],
        "hdr.mp4": [
            *("-f", "lavfi", "-i", "color=s=96x64:d=0.1,format=yuv420p"),
            *("-vf", "setparams=color_trc=smpte2084:color_primaries=bt2020:colorspace=bt2020nc"),
        ],
    }.items():
        if name == file:
            ffmpeg.run([*given, "-y", str(root / file)], what=file)
    with pytest.raises(RowError, match=rf"{code}: .*{what}"):
        refused(root, name)


def test_a_position_that_the_row_has_not_is_the_storyboards_fault(
    clip: Path,  # noqa: ARG001 - it lies there
    tmp_path: Path,
) -> None:
    with pytest.raises(RowError, match="starts from video 1, and the row has 1") as error:
        gathered(tmp_path, "films/clip.mp4", number=1)
    assert error.value.code == "STORYBOARD"
