"""Stems: the lines on one timeline and the music on another, each exactly as long as the film.

moviepy places the clips. How the stems are mixed, and how loud the film is, are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from engine.sound import line, loudness, pcm
from schemas.edit import Edit, Music
from schemas.errors import EncodeError

__all__ = ["bed_stem", "samples_of", "voice_stem"]

_LAP = 1.5
"""Seconds of crossfade where a short bed begins again (a quarter of it, where it is shorter)."""

_SHORTEST = 1.0
"""Seconds that a bed lasts at least: less is a sting, and looped it would be a rattle."""


def samples_of(edit: Edit) -> int:
    """The film's length in samples at 48 kHz: frames over rate, rounded up."""
    return _sample(edit.frames, edit.canvas.rate)


def voice_stem(edit: Edit, sounds: Mapping[str, Path], target: Path) -> None:
    """Write the lines of `edit` at their frames to `target`: WAV, 48 kHz, stereo, floats.

    `sounds` are the files by `Spoken.sound`. A tempo over 1.0 shortens the line at its own pitch.
    Raises EncodeError where a sound is missing, unreadable, or runs past the film's end.
    """
    from moviepy import CompositeAudioClip  # noqa: PLC0415 - 0.4 s

    clips = []
    for spoken in edit.voice:
        if spoken.sound not in sounds:
            raise EncodeError("A spoken line has no sound", repr(spoken.text[:80]))
        tempo = "anull" if spoken.tempo == 1 else f"atempo={spoken.tempo:.6f}"
        sound = pcm.read(sounds[spoken.sound], channels=2, filters=tempo)
        start = _sample(spoken.start, edit.canvas.rate)
        spare = samples_of(edit) + _sample(1, edit.canvas.rate) - start - len(sound)
        if spare < 0:
            raise EncodeError(
                "A spoken line runs past the film's end",
                f"by {-spare / pcm.RATE:.2f} s: {spoken.text[:80]!r}",
                "Give its shot more frames, or raise the line's tempo.",
            )
        clips.append(_clip(sound).with_start(start / pcm.RATE))
    pcm.write(_played(CompositeAudioClip(clips), samples_of(edit)), target, channels=2)


def bed_stem(edit: Edit, music: Music, source: Path, target: Path) -> None:
    """Write the music under `edit` to `target`: WAV, 48 kHz, stereo, floats.

    The bed is brought to the loudness of a spoken line and then to `music.gain` dB of that, so that
    a gain means the same for every file; it loops with a crossfade, and fades in and out.
    Raises EncodeError where the file is unreadable, silent or shorter than a second.
    """
    from moviepy import CompositeAudioClip  # noqa: PLC0415 - 0.4 s
    from moviepy.audio import fx  # noqa: PLC0415 - as above

    length = samples_of(edit) / pcm.RATE
    heard = max(length, _SHORTEST)
    level = loudness.measure(source, before=f"atrim=duration={heard:.6f}")
    sound = pcm.read(source, channels=2, seconds=heard)
    lasts = len(sound) / pcm.RATE
    if lasts < _SHORTEST:
        raise EncodeError("The music is too short", f"{source}: {lasts:.2f} s", "Choose another.")
    if level.silent:
        raise EncodeError("The music is silent", str(source), "Choose another file.")
    lap = min(_LAP, lasts / 4)
    bed = _clip(sound)
    clips = [bed]
    while clips[-1].end < length:
        clips[-1] = clips[-1].with_effects([fx.AudioFadeOut(lap)])
        again = bed.with_effects([fx.AudioFadeIn(lap)])
        clips.append(again.with_start(clips[-1].end - lap))
    gain = 10 ** ((line.LEVEL + music.gain - level.integrated) / 20)
    effects: list[Any] = [fx.MultiplyVolume(gain)]
    effects += [fx.AudioFadeIn(music.fade_in)] if music.fade_in else []
    effects += [fx.AudioFadeOut(music.fade_out)] if music.fade_out else []
    whole: Any = CompositeAudioClip(clips).with_duration(length).with_effects(effects)
    pcm.write(_played(whole, samples_of(edit)), target, channels=2)


def _clip(sound: pcm.Samples) -> Any:
    from moviepy import AudioArrayClip  # noqa: PLC0415 - 0.4 s

    # moviepy 2.2.1 gives such a clip a duration, but no end: it would be played for ever
    return AudioArrayClip(sound, pcm.RATE).with_duration(len(sound) / pcm.RATE)


def _played(clip: Any, samples: int) -> Iterator[pcm.Samples]:
    """`clip` second by second, `samples` in all.

    A quarter of a sample late: exactly on a sample, a rounded float could lie before or after it.
    """
    for first in range(0, samples, pcm.RATE):
        times = (np.arange(first, min(first + pcm.RATE, samples)) + 0.25) / pcm.RATE
        yield np.broadcast_to(clip.get_frame(times), (len(times), 2))


def _sample(frames: int, rate: Fraction) -> int:
    return -(-frames * pcm.RATE * rate.denominator // rate.numerator)
