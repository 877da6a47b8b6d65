"""Probe: a media file opened by PyAV, and what it holds, from its headers, packets and boxes.

A file is opened without following anything that it says; an MP4's boxes are read from their headers
alone (ISO/IEC 14496-12, 4.2). It decodes no frame and judges nothing; the inspection holds what it
finds against limits.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from schemas.errors import EncodeError

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = [
    "Colour",
    "PictureStream",
    "Probe",
    "SoundStream",
    "has_edit_list",
    "moov_first",
    "opened",
    "probe",
]

Span = tuple[int, int]
"""Presentation time and duration of a packet, in the stream's time base."""
_DEMUXERS = {".mp4": "mp4", ".m4a": "mp4", ".m4v": "mp4", ".mov": "mp4", ".wav": "wav"}


@dataclass(frozen=True, slots=True)
class Colour:
    """The picture's colour tags, as numbers of ITU-T H.273 (BT.709 is 1; untagged is 2).

    `full` says whether luma uses all of 0-255 rather than 16-235.
    """

    primaries: int
    transfer: int
    matrix: int
    full: bool


@dataclass(frozen=True, slots=True)
class PictureStream:
    """A picture stream. `frames` are counted from its packets, not taken from the header.

    `rate` is of the usual step between frames; `uneven` counts the steps that differ from it
    (0: a constant rate). `start` and `seconds` are of the presentation. `bytes` are its packets',
    `profile` (77 Main, 100 High) and `level` (4.2) H.264's, 0 of another codec.
    """

    codec: str
    pixel_format: str
    width: int
    height: int
    rate: Fraction
    frames: int
    uneven: int
    start: float
    seconds: float
    colour: Colour
    bytes: int = 0
    profile: int = 0
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class SoundStream:
    """A sound stream; `rate` in samples per second, `bytes` its packets'."""

    codec: str
    rate: int
    channels: int
    start: float
    seconds: float
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """A media file: its first picture stream, its first sound stream, its size and layout.

    `moov_first` and `edit_list` are those of an MP4; a WAV has neither index nor list.
    """

    bytes: int
    picture: PictureStream | None
    sound: SoundStream | None
    moov_first: bool
    edit_list: bool


def probe(path: Path) -> Probe:
    """Read the headers and packets of an MP4, MOV or WAV file.

    Raises EncodeError where it cannot be read or holds neither picture nor sound.
    """
    with opened(path) as container:
        spans, sizes = _spans(container)
        picture = _picture(container, path, spans, sizes)
        sound = _sound(container, spans, sizes)
    if picture is None and sound is None:
        raise EncodeError("The file holds neither picture nor sound", str(path))
    layered = path.suffix.lower() != ".wav"
    return Probe(
        bytes=path.stat().st_size,
        picture=picture,
        sound=sound,
        moov_first=layered and moov_first(path),
        edit_list=layered and has_edit_list(path),
    )


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """`path`, opened by the demuxer of its suffix and no other, from files only.

    A playlist with the name of a film would otherwise be read as a playlist, and what it names be
    fetched. Raises EncodeError where the file, or what the block reads of it, is damaged.
    """
    import av  # noqa: PLC0415 - heavy

    demuxer = _DEMUXERS.get(path.suffix.lower())
    if demuxer is None:
        raise EncodeError("Only MP4, MOV and WAV files are read", str(path), "Convert the file.")
    try:
        with av.open(
            str(path), format=demuxer, options={"protocol_whitelist": "file"}
        ) as container:
            yield container
    except av.error.FFmpegError as error:
        raise EncodeError("The file cannot be read", f"{path}: {error.strerror}") from error


def moov_first(path: Path) -> bool:
    """Whether the index (`moov`) lies before the media (`mdat`): a player can begin at once.

    Raises EncodeError where the file has no boxes, or one does not fit.
    """
    with path.open("rb") as file:
        order = [name for name, _, _ in _boxes(file, 0, path.stat().st_size)]
    if b"moov" not in order:
        raise EncodeError("The file has no index (no moov box)", str(path), "It was cut short.")
    return b"mdat" not in order or order.index(b"moov") < order.index(b"mdat")


def has_edit_list(path: Path) -> bool:
    """Whether any track has an edit list (`moov/trak/edts/elst`). Raises EncodeError as above."""
    with path.open("rb") as file:
        return _holds(file, 0, path.stat().st_size, (b"moov", b"trak", b"edts", b"elst"))


def _spans(container: InputContainer) -> tuple[dict[int, list[Span]], Counter[int]]:
    """The spans of each stream's packets, and how many bytes they have together."""
    spans: dict[int, list[Span]] = {stream.index: [] for stream in container.streams}
    sizes = Counter[int]()
    for packet in container.demux():
        sizes[packet.stream_index] += packet.size
        if packet.size and packet.pts is not None and not packet.is_discard:
            spans[packet.stream_index].append((packet.pts, packet.duration or 0))
    return {index: sorted(found) for index, found in spans.items()}, sizes


def _picture(
    container: InputContainer, path: Path, spans: dict[int, list[Span]], sizes: Counter[int]
) -> PictureStream | None:
    stream = next(iter(container.streams.video), None)
    if stream is None:
        return None
    found = spans[stream.index]
    if not found or stream.time_base is None:
        raise EncodeError("The picture stream holds no frame", str(path))
    steps = Counter(after - before for (before, _), (after, _) in pairwise(found))
    usual, times = steps.most_common(1)[0] if steps else (found[0][1], 0)
    if usual <= 0:
        raise EncodeError("Two frames stand at one time", str(path), "Encode the stream again.")
    context = stream.codec_context
    profile, level = _h264(bytes(context.extradata or b"")) if context.name == "h264" else (0, 0.0)
    return PictureStream(
        codec=context.name,
        pixel_format=context.pix_fmt or "",
        width=context.width,
        height=context.height,
        rate=1 / (usual * stream.time_base),
        frames=len(found),
        uneven=steps.total() - times,
        start=float(found[0][0] * stream.time_base),
        seconds=_seconds(found, stream.time_base),
        colour=Colour(
            primaries=int(context.color_primaries),
            transfer=int(context.color_trc),
            matrix=int(context.colorspace),
            full=int(context.color_range) == 2,
        ),
        bytes=sizes[stream.index],
        profile=profile,
        level=level,
    )


def _h264(record: bytes) -> tuple[int, float]:
    """Profile and level out of a decoder configuration record (ISO/IEC 14496-15, 5.3.3.1)."""
    return (record[1], record[3] / 10) if record[:1] == b"\x01" else (0, 0.0)


def _sound(
    container: InputContainer, spans: dict[int, list[Span]], sizes: Counter[int]
) -> SoundStream | None:
    stream = next(iter(container.streams.audio), None)
    if stream is None or stream.time_base is None:
        return None
    found = spans[stream.index]
    return SoundStream(
        codec=stream.codec_context.name,
        rate=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels,
        start=float(found[0][0] * stream.time_base) if found else 0.0,
        seconds=_seconds(found, stream.time_base),
        bytes=sizes[stream.index],
    )


def _seconds(spans: list[Span], time_base: Fraction) -> float:
    if not spans:
        return 0.0
    end = max(start + length for start, length in spans)
    return float((end - spans[0][0]) * time_base)


def _holds(file: BinaryIO, start: int, end: int, names: tuple[bytes, ...]) -> bool:
    return not names or any(
        name == names[0] and _holds(file, first, last, names[1:])
        for name, first, last in _boxes(file, start, end)
    )


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, first byte and end of the payload of each box between `start` and `end`."""
    while start < end:
        file.seek(start)
        header = file.read(16)
        if len(header) < 8 or end - start < 8:
            raise _broken(file, start)
        size, name = struct.unpack(">I4s", header[:8])
        payload = start + 8
        if size == 0:  # to the end of the file
            size = end - start
        elif size == 1 and len(header) == 16:  # a 64-bit size follows the name
            size = struct.unpack(">Q", header[8:])[0]
            payload = start + 16
        if start + size < payload or start + size > end:
            raise _broken(file, start)
        yield name, payload, start + size
        start += size


def _broken(file: BinaryIO, start: int) -> EncodeError:
    return EncodeError("The file is no whole MP4", f"{file.name}: box at byte {start}")
