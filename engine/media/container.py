"""Container: an MP4 or WAV file opened for reading by PyAV, without following anything it says.

It knows demuxers and errors; what is read is its callers' business.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.errors import EncodeError

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["opened"]

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
