"""Encodes the brand's music bed at a measured loudness.

Writes AAC with the FFmpeg that imageio_ffmpeg carries; the music itself is `song`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg

from .instruments import RATE
from .song import song

LOUDNESS = -18.0
"""Integrated loudness of the bed in LUFS (ITU-R BS.1770), measured and set once in `make`."""


def make(home: Path) -> Iterator[str]:
    """Plays, mixes and encodes `brand/bed.m4a`; says how long and how loud it is."""
    path = home / "brand" / "bed.m4a"
    mix = song()
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        raw = Path(folder) / "bed.f32"
        source = ["-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", str(raw)]
        raw.write_bytes(mix.astype("<f4").tobytes())
        gain = LOUDNESS - _loudness(ffmpeg, source)
        raw.write_bytes((mix * 10 ** (gain / 20)).astype("<f4").tobytes())
        coding = ["-c:a", "aac", "-b:a", "104k", "-map_metadata", "-1"]
        exact = ["-fflags", "+bitexact", "-flags:a", "+bitexact"]
        command = [ffmpeg, "-v", "error", "-y", *source, *coding, *exact, str(path)]
        subprocess.run(command, check=True)
    size = path.stat().st_size // 1000
    yield f"{path.name}  {len(mix) / RATE:.1f} s  {size} kB  {LOUDNESS} LUFS"


def _loudness(ffmpeg: str, source: list[str]) -> float:
    """Integrated loudness in LUFS, from FFmpeg's ebur128 filter."""
    command = [ffmpeg, "-hide_banner", "-nostats", *source, "-af", "ebur128", "-f", "null", "-"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(report.rsplit("I:", 1)[1].split("LUFS")[0])
