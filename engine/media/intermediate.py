"""Intermediate: a video as it was given, made over into one as takes are: upright, even steps,
square pixels, 8-bit 4:2:0, BT.709, a key frame a second.

FFmpeg reads it in a process of its own, by the demuxer of MP4 and no other, from files only, within
limits of time and memory. It does not know whose the video is.
"""

from __future__ import annotations

from pathlib import Path

from engine import ffmpeg
from schemas.brief import Video
from schemas.errors import EncodeError

__all__ = ["REVISION", "make_intermediate"]

REVISION = 1
"""Raise it whenever the same video would be made over into other pixels."""
_SECONDS, _BYTES = 3600, 1_000_000_000
"""Of processor time, and of any one piece of memory: a file that asks for more is none to read."""
_MATRICES = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020"}
"""By their numbers in ITU-T H.273, as FFmpeg calls them."""
_HIGH = 720
"""Lines from which on colours that nothing is told of are BT.709, as players have it."""


def make_intermediate(source: Path, video: Video, target: Path) -> None:
    """Write the picture of `source`, which is `video`, to `target`. Raises EncodeError where it is
    damaged.
    """
    rate = str(video.rate)
    lines = min(video.width, video.height)
    matrix = _MATRICES.get(video.matrix, "bt709" if lines >= _HIGH else "bt601")
    size = "trunc(iw*sar/2)*2:trunc(ih/2)*2"
    span = "full" if video.full else "limited"
    colours = f"in_color_matrix={matrix}:in_range={span}:out_color_matrix=bt709:out_range=limited"
    look = f"setpts=PTS-STARTPTS,scale={size}:flags=lanczos:{colours},setsar=1,fps={rate}"
    second = str(max(1, round(video.rate)))
    ffmpeg.run(
        [
            *("-v", "error", "-xerror", "-timelimit", str(_SECONDS), "-max_alloc", str(_BYTES)),
            *("-threads", "1", "-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{source}"),
            *("-map", "0:v:0", "-vf", f"{look},format=yuv420p", "-threads", "1", *ffmpeg.BT709),
            *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-bf", "0"),
            *("-g", second, "-keyint_min", second, "-sc_threshold", "0"),
            *("-bitexact", "-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4"),
            str(target),
        ],
        what=f"an intermediate of the video {video.path}",
    )
    if not target.is_file() or not target.stat().st_size:
        raise EncodeError("The video gave no picture", video.path, "Export it again.")
