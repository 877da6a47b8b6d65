"""Clip: the row's own videos that its storyboard starts from, found and probed.

It reads headers and packets and decodes no frame: a worker does, in a process of its own. It does
not know which shot starts from which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from engine.files import sha256_of
from engine.intake.place import VIDEOS, locate
from engine.media import PictureStream, probe
from schemas.brief import Brief, Video
from schemas.errors import EncodeError, RowError
from schemas.keys import key_of
from schemas.reject import Code

__all__ = ["MOST_BYTES", "MOST_SECONDS", "VideoMemory", "gather_videos"]

MOST_BYTES, MOST_SECONDS = 500_000_000, 180
"""Larger and longer ones are Q:VIDEO_LIMIT: a film shows seconds, and a whole video is made over.
"""
_SIDES, _RATES = (64, 4096), (1, 120)
"""The least and the most pixels of a side, and frames a second."""
_SUFFIXES = (".mp4", ".m4v", ".mov")
_BRIGHTER = {16: "PQ", 18: "HLG"}
"""Transfer functions (ITU-T H.273) of high dynamic range, which no delivery here has."""


class VideoMemory(Protocol):
    """Remembers documents by keys: the ledger's facts."""

    def read(self, keys: Iterable[str]) -> dict[str, Any]:
        """The documents of those keys that have one."""

    def write(self, documents: Mapping[str, Any]) -> None:
        """Remember them."""


def gather_videos(
    brief: Brief, numbers: Iterable[int], root: Path, memory: VideoMemory
) -> dict[int, Video]:
    """The row's videos of those positions, each hashed and probed unless `memory` knows the file.

    `root` is the catalog's folder. Raises RowError: STORYBOARD for a position that the row has not,
    URL_BLOCKED for an address, VIDEO_OUTSIDE and VIDEO_UNAVAILABLE as pictures are, VIDEO_FORMAT
    for what is no MP4 or MOV of standard dynamic range, VIDEO_BROKEN, VIDEO_LIMIT for its size.
    """
    found = {}
    for number in dict.fromkeys(numbers):
        if number >= len(brief.videos):
            raise RowError(
                Code.STORYBOARD,
                f"a shot starts from video {number}, and the row has {len(brief.videos)}",
                "storyboard",
                "Count the row's videos from 0.",
            )
        found[number] = _found(brief.videos[number], root, memory)
    return found


def _found(name: str, root: Path, memory: VideoMemory) -> Video:
    try:
        path = locate(name, root, VIDEOS)
        facts = path.stat()
    except OSError as error:
        raise _wrong(Code.VIDEO_UNAVAILABLE, f"cannot be read: {error.strerror}", name) from error
    key = key_of("video", path=str(path), bytes=facts.st_size, mtime_ns=facts.st_mtime_ns)
    if known := memory.read([key]):
        return Video.from_document(known[key])
    video = _read(path, name, facts.st_size).model_copy(
        update={"path": path.relative_to(root.resolve()).as_posix()}
    )
    memory.write({key: video.document()})
    return video


def _read(path: Path, name: str, size: int) -> Video:
    if path.suffix.lower() not in _SUFFIXES:
        raise _wrong(
            Code.VIDEO_FORMAT, f"is {path.suffix or 'without suffix'}, no MP4 or MOV", name
        )
    if size > MOST_BYTES:
        raise _wrong(Code.VIDEO_LIMIT, f"has {size / 1e6:.0f} MB, more than 500", name)
    try:
        picture = probe(path).picture
    except EncodeError as error:
        raise _wrong(Code.VIDEO_BROKEN, f"cannot be read: {error}", name) from error
    except OSError as error:
        raise _wrong(Code.VIDEO_UNAVAILABLE, f"cannot be read: {error.strerror}", name) from error
    if picture is None:
        raise _wrong(Code.VIDEO_FORMAT, "holds no picture", name)
    _assert_usable(picture, name)
    return Video(
        path=name,
        sha256=sha256_of(path),
        width=picture.width,
        height=picture.height,
        rate=picture.rate,
        frames=picture.frames,
        matrix=picture.colour.matrix,
        full=picture.colour.full,
    )


def _assert_usable(picture: PictureStream, name: str) -> None:
    (least, most), (slowest, fastest) = _SIDES, _RATES
    if high := _BRIGHTER.get(picture.colour.transfer):
        raise _wrong(Code.VIDEO_FORMAT, f"is of high dynamic range ({high})", name)
    if (
        not least
        <= min(picture.width, picture.height)
        <= max(picture.width, picture.height)
        <= most
    ):
        size = f"{picture.width}x{picture.height}"
        raise _wrong(Code.VIDEO_LIMIT, f"has {size} pixels, not {least} to {most} a side", name)
    if not slowest <= picture.rate <= fastest:
        told = f"has {float(picture.rate):.3g} frames a second, not {slowest} to {fastest}"
        raise _wrong(Code.VIDEO_LIMIT, told, name)
    if picture.seconds > MOST_SECONDS:
        raise _wrong(Code.VIDEO_LIMIT, f"lasts {picture.seconds:.0f} s, more than 180", name)


def _wrong(code: Code, what: str, name: str) -> RowError:
    remedy = "Export it as an MP4 (H.264, 8 bits, up to 4096 pixels a side and three minutes)."
    return RowError(code, f"the video {what}", f"videos: {name!r}", remedy)
