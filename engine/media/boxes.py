"""Boxes: how an MP4 file is laid out, read from its box headers alone (ISO/IEC 14496-12, 4.2).

It decodes nothing; payloads are skipped, not read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from schemas.errors import EncodeError

__all__ = ["has_edit_list", "moov_first"]


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
