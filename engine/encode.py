"""Encode: segments on one thread each, joined with the sound into one film by copy.

It does not know what the frames show. How segments are encoded is covered by the revision of
`engine.edit.segments`, which keys them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from engine import ffmpeg
from engine.edit.segments import EncoderSettings, Segment
from engine.media.probe import opened
from schemas.errors import EncodeError

__all__ = ["JOIN_REVISION", "encode_segment", "join"]

JOIN_REVISION = 1
"""Raise it whenever the same segments and sound would be joined into another file."""


def encode_segment(segment: Segment, frames: Iterable[bytes], target: Path) -> None:
    """Encode yuv420p frames into an MP4 at `target`, on one thread.

    One thread, because the thread count changes the bytes, and because two encoders side by side
    beat one with two threads. No B-frames: their reordering needs an edit list, which Reels
    forbids, and without one the picture starts 80 ms late. Raises EncodeError.
    """
    canvas, encoder = segment.canvas, segment.encoder
    arguments = [
        *("-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p"),
        *("-s", f"{canvas.width}x{canvas.height}", "-r", str(canvas.rate), *ffmpeg.BT709),
        *("-i", "-", "-c:v", "libx264", "-profile:v", encoder.coding, "-preset", encoder.preset),
        *(*_rate_of(encoder), "-threads", "1", "-bf", "0"),
        *(*ffmpeg.BT709, "-pix_fmt", "yuv420p", "-bitexact", "-map_metadata", "-1"),
        *("-video_track_timescale", str(_timescale(segment)), "-f", "mp4", str(target)),
    ]
    ffmpeg.encode(arguments, frames, what=f"a segment of {segment.frames} frames")


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


def _rate_of(encoder: EncoderSettings) -> tuple[str, ...]:
    """A constant rate is kept by filler (ITU-T H.264, 7.3.2.7) where the picture needs less, as a
    still one does whatever its quality: some placements refuse films below a rate.
    """
    frames = "keyint=240:min-keyint=240:scenecut=0:open-gop=0"
    if encoder.kbps is None:
        return ("-crf", str(encoder.crf), "-x264-params", frames)
    constant = f"nal-hrd=cbr:vbv-maxrate={encoder.kbps}:vbv-bufsize={encoder.kbps}"
    return ("-b:v", f"{encoder.kbps}k", "-x264-params", f"{frames}:{constant}")


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


def _timescale(segment: Segment) -> int:
    """Ticks a second in which every frame of the rate is a whole number: 24 gives 24000."""
    return segment.canvas.rate.numerator * 1000
