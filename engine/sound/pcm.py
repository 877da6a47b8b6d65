"""PCM: sound as arrays of samples, and the files and filters that such arrays go through.

It knows neither voices nor music: samples in, samples out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine import ffmpeg

__all__ = ["BITEXACT", "RATE", "Samples", "read", "write"]

RATE = 48_000
"""Samples a second of everything in this package."""

Samples = NDArray[np.float32]
"""Shape (samples, channels). Full scale is 1.0, which sound between two filters may exceed."""

BITEXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
"""Leaves out dates and version strings, so that the same sound is the same bytes."""

_FLOAT = ("-f", "f32le", "-ar", str(RATE))


def read(
    path: Path,
    *,
    channels: int,
    filters: str = "anull",
    seconds: float | None = None,
    demuxer: str | None = None,
) -> Samples:
    """The first sound stream of `path` at 48 kHz, shape (samples, channels), filtered.

    Only local files are read, whatever the file itself refers to. `seconds` stops early; `demuxer`
    is the one format that is tried, for files from elsewhere.
    Raises EncodeError where FFmpeg cannot decode it.
    """
    limit = () if seconds is None else ("-t", f"{seconds:.6f}")
    form = () if demuxer is None else ("-f", demuxer)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "samples.f32")
        ffmpeg.run(
            [
                *(
                    "-protocol_whitelist",
                    "file,pipe",
                    *limit,
                    *form,
                    "-i",
                    str(path),
                    "-map",
                    "0:a:0",
                ),
                *("-af", filters, *_FLOAT, "-ac", str(channels), str(raw)),
            ],
            what=f"samples of {path.name}",
        )
        return np.fromfile(raw, np.float32).reshape(-1, channels)


def write(
    chunks: Iterable[Samples],
    target: Path,
    *,
    channels: int,
    filters: str = "anull",
    codec: str = "pcm_f32le",
    rate: int = RATE,
) -> None:
    """Write `chunks`, one after the other, to `target` as a WAV of `rate`. Raises EncodeError."""
    ffmpeg.encode(
        [
            *("-f", "f32le", "-ar", str(rate), "-ac", str(channels), "-i", "-", "-af", filters),
            *("-c:a", codec, *BITEXACT, "-f", "wav", str(target)),
        ],
        (np.ascontiguousarray(chunk, np.float32).tobytes() for chunk in chunks),
        what=target.name,
    )
