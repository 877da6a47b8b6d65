"""Line: turns what a voice gave into a line that cuts well: trimmed, levelled, 48 kHz mono.

It does not know which voice spoke, or where in a film the line goes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from engine.sound import loudness, pcm
from schemas.errors import EncodeError, VoiceError

__all__ = ["LEVEL", "finish"]

LEVEL = -19.0
"""LUFS of every line, so that no line is louder than its neighbour whichever voice spoke it."""

_PEAK = 0.84  # -1.5 dBFS: limited, never clipped, by the few lines that are all consonants
_MARGIN = 0.040  # s of silence that stays before and after
_FLOOR = 0.01  # -40 dB below the loudest window: breath and reverb, not speech
_WINDOW = pcm.RATE // 200  # 5 ms


def finish(
    raw: Path, target: Path, *, text: str, polish: str = "anull", demuxer: str | None = None
) -> None:
    """Write `raw` (any sound file) to `target`: a WAV of 48 kHz, 16 bits, mono, at `LEVEL`.

    `polish` is an FFmpeg filter for the voice's timbre, `text` the line, for errors, `demuxer` the
    only format that is tried, where the file is not our own. Raises VoiceError where the file is
    not a sound or is silent.
    """
    try:
        sound = pcm.read(raw, channels=1, filters=polish, demuxer=demuxer)
    except EncodeError as error:
        raise VoiceError("A spoken line is not a readable sound", _quoted(text, error)) from error
    sound = _trimmed(sound, text)
    gain = LEVEL - _level(sound)
    pcm.write(
        [sound],
        target,
        channels=1,
        filters=f"volume={gain:.2f}dB,alimiter=limit={_PEAK}:level=false:latency=true",
        codec="pcm_s16le",
    )


def _trimmed(sound: pcm.Samples, text: str) -> pcm.Samples:
    """The speech with `_MARGIN` of silence around it; its edges fade within the margin."""
    count = len(sound) // _WINDOW
    windows = sound[: count * _WINDOW].reshape(count, _WINDOW)
    power = np.sqrt(np.mean(np.square(windows), axis=1))
    if not count or power.max() < 1e-4:
        raise VoiceError(
            "A voice gave silence for a line",
            repr(text[:80]),
            "Does the voice speak this language? `callsheet doctor` lists what each one speaks.",
        )
    loud = np.flatnonzero(power > power.max() * _FLOOR)
    margin = round(_MARGIN * pcm.RATE)
    padded = np.pad(sound, ((margin, margin), (0, 0)))
    kept = padded[loud[0] * _WINDOW : (loud[-1] + 1) * _WINDOW + 2 * margin].copy()
    ramp = np.linspace(0, 1, margin, dtype=np.float32)[:, None]
    kept[:margin] *= ramp
    kept[-margin:] *= ramp[::-1]
    return kept


def _level(sound: pcm.Samples) -> float:
    """LUFS of the speech: of three in a row, as "Yes." is shorter than a gating block."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "line.wav")
        pcm.write([sound] * 3, path, channels=1)
        return loudness.measure(path).integrated


def _quoted(text: str, error: EncodeError) -> str:
    return f"{text[:80]!r}: {error.where}"
