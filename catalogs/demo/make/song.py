"""The music bed's score: guitar over pads, bass and shaker; 24 bars at 92 beats a minute that loop.

Everything is synthesised, so the music is ours.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .instruments import RATE, Sound, bass, pad, pluck, room, shaker

BPM, BARS = 92, 24
BAR = round(RATE * 4 * 60 / BPM)
"""Samples in a bar of four beats."""

CHORDS = {
    # name: bass note, then the guitar's voicing (MIDI)
    "D": (38, (50, 57, 62, 66, 69)),
    "Bm": (35, (47, 54, 59, 62, 66)),
    "G": (43, (43, 50, 55, 59, 66)),
    "A": (33, (45, 52, 57, 61, 64)),
    "Asus": (33, (45, 52, 57, 62, 64)),
    "D/F#": (42, (42, 54, 57, 62, 69)),
    "Em": (40, (40, 52, 55, 59, 67)),
    "Gmaj": (43, (43, 50, 55, 62, 66)),
}
SONG = (
    *("D", "D/F#", "G", "A", "D", "Bm", "G", "Asus"),
    *("Bm", "G", "D/F#", "A", "Em", "G", "D", "Asus"),
    *("D", "D/F#", "G", "A", "Bm", "Gmaj", "Em", "Asus"),
)
PICKING = ((0, 2, 3, 4, 1, 3, 2, 3), (0, 3, 2, 4, 3, 2, 1, 2), (0, 2, 4, 3, 2, 3, 4, 2))
"""Strings picked on the eighths of a bar, one pattern for each third of the song."""


def song() -> Sound:
    """The song as (samples, 2); what rings past its end is folded onto its start, so it loops."""
    dry, wet = _track(), _track()
    play = np.random.default_rng(92)
    for index, chord in enumerate(SONG):
        root, voicing = CHORDS[chord]
        start, section = index * BAR, index // 8
        for eighth, string in enumerate(PICKING[section]):
            at = start + eighth * BAR // 8 + int(play.normal(0, 0.003) * RATE)
            force = (0.9 if eighth == 0 else 0.68 if eighth % 2 == 0 else 0.56) * play.uniform(
                0.9, 1.05
            )
            _place(dry, pluck(voicing[string], force, play), at, pan=-0.28 + 0.14 * string)
        if section and index % 2 == 0:
            _place(wet, pluck(voicing[-1] + 12, 0.42, play), start + BAR // 2, pan=0.55)
        beats = ((0.0, 1.0), (2.5, 0.55)) if section else ((0.0, 0.9),)
        for beat, force in beats:
            _place(
                dry,
                bass(root, force, (4 - beat) / 4 * BAR / RATE),
                start + round(beat * BAR / 4),
                pan=0.0,
            )
        level = (0.55, 0.9, 0.75)[section]
        for order, note in enumerate(voicing[1:]):
            _place(
                wet,
                level * pad(note, BAR / RATE, order),
                start,
                pan=(-0.75, 0.75, -0.4, 0.4)[order],
            )
        if section:
            for eighth in range(8):
                force = (0.5, 0.28, 0.75, 0.32)[eighth % 4]
                _place(dry, shaker(force, play), start + eighth * BAR // 8, pan=0.32)
    mix = _folded(dry) + 0.85 * _folded(wet) + room(0.30 * _folded(dry) + 0.55 * _folded(wet))
    mix /= np.abs(mix).max()
    return np.asarray(np.tanh(1.15 * mix) * 0.8)


def _track() -> Sound:
    """Silence as long as the song and the longest tail."""
    return np.zeros((BARS * BAR + 8 * RATE, 2))


def _place(track: Sound, sound: NDArray[np.float64], at: int, pan: float) -> None:
    """Adds a mono sound to a track in place, panned at constant power (-1 left, 1 right)."""
    angle = (pan + 1) * np.pi / 4
    at = max(at, 0)
    track[at : at + len(sound)] += sound[:, None] * (np.cos(angle), np.sin(angle))


def _folded(track: Sound) -> Sound:
    """The track cut to the song, with what rings on after it added to the start."""
    length = BARS * BAR
    body = track[:length].copy()
    body[: len(track) - length] += track[length:]
    return body
