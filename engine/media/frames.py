"""Frames: exactly the wanted frames of an MP4, as planes of luma and chroma; RGB as such planes.

It converts neither size nor rate; what it gives is what the decoder gave. RGB is converted by the
standard's numbers, because OpenCV's own conversion is BT.601 and would shift every colour.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.media.probe import opened
from schemas.errors import EncodeError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.plane import VideoPlane
    from av.video.stream import VideoStream

__all__ = ["Plane", "Planes", "every_frame", "planes"]

Plane = NDArray[Any]
"""(height, width) of uint8, on the limited range of BT.709."""
Planes = tuple[Plane, Plane, Plane]
"""Y of (height, width), U and V of half of each; 4:2:0, rounded up."""
_STRICT = {"err_detect": "explode"}
"""A decoder's option: the first fault in the stream is an error, and nothing is concealed."""


def planes(path: Path, first: int = 0, count: int | None = None) -> Iterator[Planes]:
    """The planes of `count` frames from frame `first` on (None: to the end), in order.

    Frames are counted from 0 at a constant rate. The planes are views of the decoder's own memory:
    nothing is copied, rows may be padded, and they cannot be written, since later frames are
    predicted from them. They stay valid for as long as they are held.
    Raises EncodeError where the file is damaged, is not 8-bit 4:2:0, has uneven steps, or ends
    before the last frame asked for.
    """
    if first < 0 or (count is not None and count < 0):
        raise ValueError(f"frames are counted from 0, not {first} and {count}")
    if count == 0:
        return
    with opened(path) as container:
        stream = _picture(container, path)
        stream.codec_context.thread_count = 1
        clock = _Clock.of(stream)
        wanted = first
        for frame in _from(container, stream, clock, first):
            found = clock.index(frame)
            if found < wanted and wanted == first:
                continue
            if found != wanted:
                raise EncodeError(
                    "A film's frames are not at even steps",
                    f"{path}: frame {found} where frame {wanted} was due",
                    "Conform the file to a constant rate first.",
                )
            yield _planes(frame, path)
            wanted += 1
            if count is not None and wanted == first + count:
                return
    if count is not None or wanted == first:
        raise EncodeError("The film is too short", f"{path}: it has no frame {wanted}")


def every_frame(path: Path, *, strict: bool = False) -> Iterator[Planes]:
    """All frames as they come, whatever their times; otherwise as `planes`.

    Raises EncodeError where the file is damaged or not 8-bit 4:2:0; if `strict`, at the first
    frame that the decoder cannot vouch for.
    """
    with opened(path) as container:
        stream = _picture(container, path)
        stream.codec_context.thread_count = 1
        if strict:
            stream.codec_context.options = _STRICT
        for frame in container.decode(stream):
            if strict:
                _whole(frame, path)
            yield _planes(frame, path)


def _whole(frame: VideoFrame | AudioFrame, path: Path) -> None:
    if frame.is_corrupt:
        raise EncodeError("A frame is damaged", f"{path}: at {frame.time} s")


@dataclass(frozen=True, slots=True)
class _Clock:
    """Between presentation times and frame numbers, in units of the stream's time base."""

    start: int
    step: int

    @classmethod
    def of(cls, stream: VideoStream) -> _Clock:
        """From the file's index: the header's rate is an average, which one odd step puts off."""
        times = sorted(entry.timestamp for entry in stream.index_entries)
        steps = Counter(after - before for before, after in pairwise(times))
        usual = steps.most_common(1)[0][0] if steps else 1
        return cls(start=stream.start_time or 0, step=max(usual, 1))

    def index(self, frame: VideoFrame) -> int:
        """The number of a frame. Every frame that an MP4 holds has a time."""
        return round(((frame.pts or 0) - self.start) / self.step)

    def time(self, index: int) -> int:
        """When frame `index` is shown."""
        return self.start + index * self.step


def _picture(container: InputContainer, path: Path) -> VideoStream:
    stream = next(iter(container.streams.video), None)
    if stream is None:
        raise EncodeError("The file holds no picture", str(path))
    return stream


def _from(
    container: InputContainer, stream: VideoStream, clock: _Clock, first: int
) -> Iterator[VideoFrame]:
    """Decoded frames from the last key frame at or before `first` on."""
    if first:
        container.seek(clock.time(first), stream=stream, backward=True)
    for frame in container.decode(stream):
        if first and clock.index(frame) > first:
            break  # the index led past it, as decoding times may: read on from the beginning
        yield frame
        first = 0
    else:
        return
    container.seek(clock.start, stream=stream, backward=True)
    yield from container.decode(stream)


def _planes(frame: VideoFrame, path: Path) -> Planes:
    if frame.format.name not in {"yuv420p", "yuvj420p"}:
        raise EncodeError(
            "Only 8-bit 4:2:0 pictures are read",
            f"{path}: {frame.format.name}",
            "Convert the file to yuv420p first.",
        )
    luma, u, v = (_view(plane) for plane in frame.planes)
    return luma, u, v


def _view(plane: VideoPlane) -> Plane:
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    view = rows[:, : plane.width]
    view.flags.writeable = False
    return view
