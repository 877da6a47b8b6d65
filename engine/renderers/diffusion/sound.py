"""Sound: what the clips of a take let hear, joined as their frames are.

Where clips overlap one fades into the other. It knows no model and no picture.
"""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Track"]

_FADE = 0.02
"""Seconds: shorter ones click."""


class Track:
    """The sound of a take of `frames` frames at `rate`, heard as clips are drawn, in any order."""

    def __init__(self, frames: int, rate: Fraction) -> None:
        """Nothing is heard yet."""
        self._frames, self._rate = frames, rate
        self._sum: NDArray[Any] | None = None
        self._weight: NDArray[Any] | None = None
        self._sample_rate = 0

    def add(self, first: int, samples: NDArray[Any], sample_rate: int, shared: int) -> None:
        """Hear `samples` (channels, n) from frame `first` on, faded over `shared` frames at both
        ends, which other clips may have too.
        """
        if self._sum is None or self._weight is None:
            self._sample_rate = sample_rate
            length = self._at(self._frames)
            self._sum = np.zeros((2, length), np.float32)
            self._weight = np.zeros(length, np.float32)
        stereo = np.broadcast_to(samples, (2, samples.shape[1])) if len(samples) == 1 else samples
        begin = self._at(first)
        heard = stereo[:2, : max(0, self._sum.shape[1] - begin)]
        count = heard.shape[1]
        fade = max(_FADE, float(shared / self._rate)) * sample_rate
        place = np.arange(count) + 0.5
        # Never nothing: at the take's ends the only clip there is heard in full.
        weight = np.clip(np.minimum(place, count - place) / fade, 1e-3, 1).astype(np.float32)
        self._sum[:, begin : begin + count] += heard * weight
        self._weight[begin : begin + count] += weight

    def write(self, target: Path) -> None:
        """A WAV file of 16 bits; silence where nothing was heard."""
        rate = self._sample_rate or 48_000
        if self._sum is None or self._weight is None:
            levels = np.zeros((2, round(self._frames / self._rate * rate)), np.float32)
        else:
            levels = self._sum / np.maximum(self._weight, 1e-6)
        with wave.open(str(target), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((np.clip(levels, -1, 1).T * 32767).astype("<i2").tobytes())

    def _at(self, frame: int) -> int:
        return round(frame / self._rate * self._sample_rate)
