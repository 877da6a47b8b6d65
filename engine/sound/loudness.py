"""Loudness: how loud a sound file is, and where it falls silent.

Measures only; it knows no profile, and nothing here changes a sound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from engine import ffmpeg
from schemas.errors import EncodeError

__all__ = ["SILENT", "Loudness", "longest_silence", "loudest_seconds", "measure"]

SILENT = -70.0
"""LUFS of the absolute gate (ITU-R BS.1770-4, section 5.1): what lies below counts as silence."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS, true peak in dBTP, loudness range in LU (EBU R 128).

    A silent sound has an integrated loudness of `SILENT` and a true peak of minus infinity.
    """

    integrated: float
    true_peak: float
    range: float

    @property
    def silent(self) -> bool:
        """Whether nothing was above the absolute gate."""
        return self.integrated <= SILENT


def measure(path: Path, *, before: str = "anull") -> Loudness:
    """The loudness of the first sound stream of `path`, as a decoder gives it.

    `before` is an FFmpeg filter that the sound passes first. One channel counts as heard from two
    loudspeakers, so mono and stereo compare. Shorter than 400 ms has no loudness: it is `SILENT`.
    Raises EncodeError where the file holds no sound that can be decoded.
    """
    words = _analyse(path, f"{before},ebur128=framelog=quiet:peak=true:dualmono=true")
    summary = words.rpartition("Summary:")[2]
    found = {
        name: re.search(rf"^\s*{name}:\s+(-?(?:[0-9.]+|inf))\s", summary, re.MULTILINE)
        for name in ("I", "LRA", "Peak")
    }
    values = [float(match[1]) for match in found.values() if match]
    if len(values) != len(found):
        raise EncodeError("FFmpeg did not state a loudness", str(path), "Is the file a sound?")
    integrated, span, peak = values
    return Loudness(integrated=integrated, true_peak=peak, range=span)


def loudest_seconds(path: Path) -> float:
    """The loudest three seconds of `path` in LUFS: EBU Tech 3341's maximum short-term loudness.

    `SILENT` where it is shorter. Raises EncodeError as `measure` does.
    """
    words = _analyse(path, "ebur128=framelog=info:dualmono=true")
    return max((float(found) for found in re.findall(r"\sS:\s*(-?[0-9.]+)", words)), default=SILENT)


def longest_silence(path: Path, *, below: float = -50.0) -> float:
    """The longest stretch, in seconds, in which all channels stay below `below` dBFS.

    Stretches under 0.1 s do not count. Raises EncodeError as `measure` does.
    """
    words = _analyse(path, f"silencedetect=noise={below}dB:duration=0.1")
    return max(
        (float(found) for found in re.findall(r"silence_duration: ([0-9.]+)", words)), default=0.0
    )


def _analyse(path: Path, filters: str) -> str:
    return ffmpeg.run(
        ["-i", str(path), "-map", "0:a:0", "-af", filters, "-f", "null", "-"],
        what=f"measurements of {path.name}",
    )
