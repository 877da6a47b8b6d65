"""The brand's music bed: 24 bars at 92 beats a minute that loop, synthesised, so the music is ours.

Written as AAC at a measured loudness, with the FFmpeg that imageio_ffmpeg carries.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Sound = NDArray[np.float64]

LOUDNESS = -18.0
"""Integrated loudness of the bed in LUFS (ITU-R BS.1770), measured and set once in `make`."""
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


def _loudness(ffmpeg: str, source: list[str]) -> float:
    """Integrated loudness in LUFS, from FFmpeg's ebur128 filter."""
    command = [ffmpeg, "-hide_banner", "-nostats", *source, "-af", "ebur128", "-f", "null", "-"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(report.rsplit("I:", 1)[1].split("LUFS")[0])


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


def _ending(count: int, seconds: float) -> Sound:
    """Ones that fall to zero over the last seconds, so that no note ends in a click."""
    tail = min(count, round(seconds * RATE))
    return np.concatenate((np.ones(count - tail), 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, tail))))
