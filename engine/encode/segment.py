"""Encode a segment: one closed stretch of H.264 that joins with its neighbours by copy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine import ffmpeg
from engine.edit.segments import Segment

__all__ = ["encode_segment"]


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
        *("-i", "-", "-c:v", "libx264", "-profile:v", "high", "-preset", encoder.preset),
        *("-crf", str(encoder.crf), "-threads", "1", "-bf", "0"),
        *("-x264-params", "keyint=240:min-keyint=240:scenecut=0:open-gop=0"),
        *(*ffmpeg.BT709, "-pix_fmt", "yuv420p", "-bitexact", "-map_metadata", "-1"),
        *("-video_track_timescale", str(_timescale(segment)), "-f", "mp4", str(target)),
    ]
    ffmpeg.encode(arguments, frames, what=f"a segment of {segment.frames} frames")


def _timescale(segment: Segment) -> int:
    """Ticks a second in which every frame of the rate is a whole number: 24 gives 24000."""
    return segment.canvas.rate.numerator * 1000
