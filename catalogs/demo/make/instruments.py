"""The players of the music bed: plucked string, bass, pad, shaker, and the room they play in.

Mono sounds at 48 kHz; knows nothing of the song.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float64]


def pitch(note: float) -> float:
    """MIDI note to hertz, A4 = 440."""
    return float(440.0 * 2 ** ((note - 69) / 12))


def pluck(note: int, force: float, play: np.random.Generator, seconds: float = 3.2) -> Sound:
    """A plucked string after Karplus and Strong (1983), built from its partials.

    The recursion's own spectrum and decay are written out as damped sines: exactly in tune, and a
    pick near the bridge is a comb over the partials. Stiffness stretches the high ones a little.
    """
    time = np.arange(round(seconds * RATE)) / RATE
    low = pitch(note)
    count = int(min(28, 9000 // low))
    sound = np.zeros_like(time)
    for partial in range(1, count + 1):
        hertz = low * partial * np.sqrt(1 + 7e-5 * partial**2)
        comb = abs(np.sin(np.pi * partial * play.uniform(0.17, 0.20)))
        bright = np.exp(-partial * (0.20 - 0.07 * force))
        decay = 0.75 + 0.012 * (note - 40) + 0.17 * partial**1.15
        sound += (
            comb
            * bright
            * np.exp(-decay * time)
            * np.sin(2 * np.pi * hertz * time + play.uniform(0, 2 * np.pi))
        )
    body = np.exp(-time * 55) * np.sin(2 * np.pi * 112 * time) * 0.12
    attack = 1 - np.exp(-time * 1400)
    return np.asarray(force * attack * (0.62 * sound + body) * _ending(len(time), 0.35))


def bass(note: int, force: float, seconds: float) -> Sound:
    """A round upright-like bass note."""
    time = np.arange(round(seconds * RATE)) / RATE
    low = pitch(note if note >= 36 else note + 12)
    tone = sum(
        level * np.sin(2 * np.pi * low * step * time)
        for step, level in ((1, 1.0), (2, 0.42), (3, 0.12), (4, 0.05))
    )
    shape = (1 - np.exp(-time * 120)) * np.exp(-time * 0.9)
    return np.asarray(0.52 * force * shape * tone * _ending(len(time), 0.09))


def pad(note: int, seconds: float, order: int) -> Sound:
    """A soft string pad: three detuned voices that swell in and overlap the next chord."""
    time = np.arange(round((seconds + 1.1) * RATE)) / RATE
    tone = np.zeros_like(time)
    for voice, cents in enumerate((-6.0, 0.0, 6.5)):
        hertz = pitch(note + 12 * (note < 52) + cents / 100)
        drift = 0.8 * np.sin(2 * np.pi * (0.17 + 0.05 * voice) * time + order + 2 * voice)
        for partial in range(1, 7):
            tone += (
                np.sin(partial * (2 * np.pi * hertz * time + 0.3 * drift) + 1.7 * voice * partial)
                / partial**1.9
            )
    rise, fall = np.clip(time / 0.9, 0, 1), np.clip((time[-1] - time) / 1.1, 0, 1)
    return np.asarray(0.032 * tone * np.sin(np.pi / 2 * rise) ** 2 * np.sin(np.pi / 2 * fall) ** 2)


def shaker(force: float, play: np.random.Generator) -> Sound:
    """One stroke of a small shaker: bright noise with a soft front."""
    time = np.arange(round(0.11 * RATE)) / RATE
    grain = np.diff(np.diff(play.standard_normal(len(time) + 2)))
    return np.asarray(
        0.065
        * force
        * grain
        * np.minimum(time / 0.022, 1) ** 2
        * np.exp(-np.maximum(time - 0.022, 0) * 46)
    )


def room(sound: Sound, seconds: float = 2.1) -> Sound:
    """A hall of decaying noise (samples, 2), convolved round the loop: its tail meets the start."""
    noise = np.random.default_rng(1).standard_normal((round(seconds * RATE), 2))
    time = np.arange(len(noise))[:, None] / RATE
    soft = np.apply_along_axis(
        lambda side: np.convolve(side, np.hanning(26) / 13, "same"), 0, noise
    )
    hall = soft * np.exp(-time * 3.4) * np.clip(time / 0.018, 0, 1)
    hall /= np.sqrt(np.square(hall).sum(axis=0))
    spectrum = np.fft.rfft(sound, axis=0) * np.fft.rfft(hall, len(sound), axis=0)
    return np.asarray(np.fft.irfft(spectrum, len(sound), axis=0))


def _ending(count: int, seconds: float) -> Sound:
    """Ones that fall to zero over the last seconds, so that no note ends in a click."""
    tail = min(count, round(seconds * RATE))
    return np.concatenate((np.ones(count - tail), 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, tail))))
