"""Join: segments and sound become one film, by copy. Nothing is encoded here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine import ffmpeg
from engine.media.container import opened
from schemas.errors import EncodeError

__all__ = ["join"]


def join(segments: Sequence[Path], sound: Path, target: Path) -> None:
    """Join the segments' pictures and the sound into an MP4 at `target` that plays as it loads.

    Every segment must begin with a key frame and carry the same decoder parameters (SPS and PPS):
    FFmpeg joins others without a word into a file that does not decode. Raises EncodeError.
    """
    _assert_alike(segments)
    listing = target.with_suffix(".txt")
    lines = (f"file {_quoted(path)}" for path in segments)
    listing.write_text("\n".join(lines), "utf-8")
    try:
        ffmpeg.run(
            [
                *("-v", "error", "-f", "concat", "-safe", "0", "-i", str(listing)),
                *("-i", str(sound), "-map", "0:v:0", "-map", "1:a:0", "-c", "copy", "-bitexact"),
                *("-map_metadata", "-1", "-use_editlist", "0", "-movflags", "+faststart"),
                *("-f", "mp4", str(target)),
            ],
            what=f"the film {target.name}",
        )
    finally:
        listing.unlink()


def _quoted(path: Path) -> str:
    """As FFmpeg's concat demuxer reads it: in single quotes, a quote itself outside of them."""
    return "'" + str(path.resolve()).replace("'", r"'\''") + "'"


def _assert_alike(segments: Sequence[Path]) -> None:
    first: bytes | None = None
    for path in segments:
        with opened(path) as container:
            parameters = bytes(container.streams.video[0].codec_context.extradata or b"")
        if first is None:
            first = parameters
        elif parameters != first:
            raise EncodeError(
                "two segments of one film carry different decoder parameters",
                f"{path.name} and {segments[0].name}",
                "Delete them from the store and produce again.",
            )
