"""Ending: a recording made as long as a film, so that it ends as its players ended it.

Its beginning is joined to its end where both sound alike, which is on a beat, and mostly on the
same chord. It knows samples; not what the film shows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.sound import pcm

__all__ = ["ended"]

_HOP = 512
"""Samples between two looks at the sound: 11 ms, as near as a joint must be to a beat."""
_WINDOW = 2048
_BANDS = 24
_LOWEST, _HIGHEST = 60.0, 8000.0
"""Hz that are looked at."""
_ALIKE = 1.6
"""Seconds on either side of the joint that are compared."""
_EARLY = 1.2
"""Seconds before the film's end at which the music may have ended: what a beat lasts, and more."""
_FIRST, _LAST = 2.0, 2.0
"""Seconds of the beginning and of the end that are kept at least."""
_JOINT = 0.06
"""Seconds of crossfade."""
_TAIL, _QUIET, _LONG = 0.4, -15.0, 4.0
"""A recording has an ending where its last seconds, silence aside, are so many dB below its usual
level; of the silence after it, at most so many seconds are looked past."""
_SILENT = 1e-3
"""Amplitude of silence."""
_MOST = 900.0
"""Seconds of a recording that are read at most; a longer one is faded out."""

Bands = NDArray[Any]


def ended(source: Path, samples: int) -> pcm.Samples | None:
    """The recording as `samples` of stereo: its beginning and its end, joined once.

    None where it is not longer than that, where it has no ending (it stops, or goes on), or is too
    short to join. The same file and length give the same samples. Raises EncodeError.
    """
    sound = pcm.read(source, channels=2, seconds=_MOST)
    sound = _trimmed(sound)
    if len(sound) <= samples or len(sound) >= _MOST * pcm.RATE or not _has_ending(sound):
        return None
    if samples < (_FIRST + _LAST + 2 * _ALIKE) * pcm.RATE:
        return None
    at, skipped = _joint(_bands(sound), len(sound), samples)
    half = round(_JOINT * pcm.RATE / 2)
    rising = np.sin(np.linspace(0, np.pi / 2, 2 * half, dtype=np.float32))[:, None]
    tail = sound[at + skipped :]
    whole = np.zeros((samples, 2), np.float32)
    whole[: at + half] = sound[: at + half]
    whole[at - half : at + half] *= rising[::-1]
    whole[at - half : at + half] += sound[at + skipped - half : at + skipped + half] * rising
    whole[at + half : at + len(tail)] = tail[half:]
    return whole


def _trimmed(sound: pcm.Samples) -> pcm.Samples:
    """Without the silence after it."""
    loud = np.flatnonzero(np.abs(sound).max(axis=1) > _SILENT)
    if not len(loud) or len(sound) - loud[-1] > _LONG * pcm.RATE:
        return sound
    return sound[: loud[-1] + 1]


def _has_ending(sound: pcm.Samples) -> bool:
    tail = sound[-round(_TAIL * pcm.RATE) :]
    usual, last = (float(np.sqrt(np.mean(one.astype(np.float64) ** 2))) for one in (sound, tail))
    return usual > 0 and 20 * np.log10(max(last, 1e-9) / usual) <= _QUIET


def _joint(bands: Bands, whole: int, samples: int) -> tuple[int, int]:
    """Where the beginning is left, in samples, and how many are left out there."""
    side = round(_ALIKE * pcm.RATE / _HOP)
    box = np.ones(2 * side) / (2 * side)
    first = max(side, round(_FIRST * pcm.RATE / _HOP))
    norms = np.maximum((bands**2).sum(axis=1), 1e-9)
    best = (-2.0, first, 0)
    for early in range(round(_EARLY * pcm.RATE / _HOP)):
        # Frames that are left out: the more, the earlier the music ends before the film does.
        skipped = (whole - samples) // _HOP + 1 + early
        last = len(bands) - skipped - max(side, round(_LAST * pcm.RATE / _HOP))
        if last <= first:
            continue
        one, other = bands[:-skipped], bands[skipped:]
        alike = np.convolve((one * other).sum(axis=1), box, "same")
        scale = np.convolve(norms[:-skipped], box, "same") * np.convolve(
            norms[skipped:], box, "same"
        )
        score = (alike / np.sqrt(scale))[first:last]
        found = int(np.argmax(score))
        if score[found] > best[0] + 1e-6:
            best = (float(score[found]), first + found, skipped)
    _, at, skipped = best
    return at * _HOP, skipped * _HOP


def _bands(sound: pcm.Samples) -> Bands:
    """(frames, 2 * bands): how loud each band is against its usual, and how it rises."""
    mono = sound.mean(axis=1)
    edges = np.geomspace(_LOWEST, _HIGHEST, _BANDS + 1)
    hertz = np.fft.rfftfreq(_WINDOW, 1 / pcm.RATE)
    places = np.searchsorted(hertz, edges)
    padded = np.pad(mono, (_WINDOW // 2, _WINDOW))
    shape = np.hanning(_WINDOW).astype(np.float32)
    rows = []
    for start in range(0, len(mono), 256 * _HOP):
        many = min(256, -(-(len(mono) - start) // _HOP))
        index = start + _HOP * np.arange(many)[:, None] + np.arange(_WINDOW)
        power = np.abs(np.fft.rfft(padded[index] * shape, axis=1)) ** 2
        sums = np.cumsum(np.pad(power, ((0, 0), (1, 0))), axis=1)
        rows.append(np.log10(sums[:, places[1:]] - sums[:, places[:-1]] + 1e-6))
    loud = np.concatenate(rows)
    rising = np.maximum(np.diff(loud, axis=0, prepend=loud[:1]), 0)
    loud = loud - loud.mean(axis=0)
    return np.hstack([loud / max(1e-9, loud.std()), 2 * rising / max(1e-9, rising.std())])
