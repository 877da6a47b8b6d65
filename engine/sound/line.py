"""Line: turns what a voice gave into a line that cuts well: trimmed, levelled, 48 kHz mono.

It does not know which voice spoke, or where in a film the line goes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from engine.sound import loudness, pcm
from schemas.errors import EncodeError, VoiceError
from schemas.speech import WordTime

__all__ = ["LEVEL", "finish", "finish_samples"]

LEVEL = -19.0
"""LUFS of every line, so that no line is louder than its neighbour whichever voice spoke it."""

_PEAK = 0.84  # -1.5 dBFS: limited, never clipped, by the few lines that are all consonants
_MARGIN = 0.040  # s of silence that stays before and after
_FLOOR = 0.01  # -40 dB below the loudest window: breath and reverb, not speech
_WINDOW = pcm.RATE // 200  # 5 ms


def finish(
    raw: Path,
    target: Path,
    *,
    text: str,
    polish: str = "anull",
    demuxer: str | None = None,
    words: Sequence[WordTime] = (),
) -> tuple[WordTime, ...]:
    """Write `raw` (any sound file) to `target`: a WAV of 48 kHz, 16 bits, mono, at `LEVEL`.

    `polish` is an FFmpeg filter for the voice's timbre, `text` the line, for errors, `demuxer` the
    only format that is tried, where the file is not our own. `words` are those of `raw`, and are
    returned as they are heard in `target`. Raises VoiceError where the file is not a sound or is
    silent.
    """
    try:
        sound = pcm.read(raw, channels=1, filters=polish, demuxer=demuxer)
    except EncodeError as error:
        raise VoiceError("A spoken line is not a readable sound", _quoted(text, error)) from error
    kept, skipped = _trimmed(sound, text)
    gain = LEVEL - _level(kept)
    pcm.write(
        [kept],
        target,
        channels=1,
        filters=f"volume={gain:.2f}dB,alimiter=limit={_PEAK}:level=false:latency=true",
        codec="pcm_s16le",
    )
    return tuple(_moved(words, skipped, len(kept) / pcm.RATE))


def finish_samples(
    sound: pcm.Samples, rate: int, target: Path, *, text: str, words: Sequence[WordTime] = ()
) -> tuple[WordTime, ...]:
    """`finish` for samples of shape (n, 1) at `rate` samples a second. Raises VoiceError."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "raw.wav")
        pcm.write([sound], raw, channels=1, rate=rate)
        return finish(raw, target, text=text, words=words)


def _moved(words: Sequence[WordTime], by: float, lasts: float) -> Iterator[WordTime]:
    """The words `by` seconds earlier, within a sound that `lasts` so long."""
    for word in words:
        start = round(min(max(0.0, word.start - by), lasts), 4)
        end = round(min(max(start, word.end - by), lasts), 4)
        yield word.model_copy(update={"start": start, "end": end})


def _trimmed(sound: pcm.Samples, text: str) -> tuple[pcm.Samples, float]:
    """The speech with `_MARGIN` of silence around it; its edges fade within the margin.

    And the seconds of `sound` that were taken away before it (negative, where it began at once).
    """
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
    return kept, (int(loud[0]) * _WINDOW - margin) / pcm.RATE


def _level(sound: pcm.Samples) -> float:
    """LUFS of the speech: of three in a row, as "Yes." is shorter than a gating block."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "line.wav")
        pcm.write([sound] * 3, path, channels=1)
        return loudness.measure(path).integrated


def _quoted(text: str, error: EncodeError) -> str:
    return f"{text[:80]!r}: {error.where}"
