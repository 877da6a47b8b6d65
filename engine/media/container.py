"""Container: an MP4 or WAV file opened by PyAV without following anything it says; an MP4's boxes.

Boxes are read from their headers alone (ISO/IEC 14496-12, 4.2). It knows demuxers and errors; what
is read is its callers' business.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from schemas.errors import EncodeError

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["has_edit_list", "moov_first", "opened"]

_DEMUXERS = {".mp4": "mp4", ".m4a": "mp4", ".m4v": "mp4", ".mov": "mp4", ".wav": "wav"}


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
