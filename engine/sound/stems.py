"""Stems: the clips of one track on the film's timeline, exactly as long as the film.

moviepy places the clips. How the stems are mixed, and how loud the film is, are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from engine.sound import line, loudness, pcm
from engine.sound.ending import ended
from engine.sound.tracks import TRACKS
from schemas.edit import Edit, SoundClip, Track
from schemas.errors import EncodeError

__all__ = ["played", "samples_at", "samples_of", "sounding", "stem"]

_LAP = 1.5
"""Seconds of crossfade where a short bed begins again (a quarter of it, where it is shorter)."""

_SHORTEST = 1.0
"""Seconds that a bed lasts at least: less is a sting, and looped it would be a rattle."""


def samples_of(edit: Edit) -> int:
    """The film's length in samples at 48 kHz: frames over rate, rounded up."""
    return samples_at(edit.frames, edit.canvas.rate)


def stem(edit: Edit, track: Track, sounds: Mapping[str, Path], target: Path) -> None:
    """Write the clips of a track at their frames to `target`: WAV, 48 kHz, stereo, floats.

    `sounds` are the files by `SoundClip.key`. Raises EncodeError where a sound is missing,
    unreadable, or runs past the film's end, and where a bed is silent or shorter than a second.
    """
    from moviepy import CompositeAudioClip  # noqa: PLC0415 - 0.4 s

    place = _repeated if TRACKS[track].bed else _once
    clips = [placed for clip in edit.on(track) for placed in place(edit, clip, _file(clip, sounds))]
    pcm.write(played(CompositeAudioClip(clips), samples_of(edit)), target, channels=2)


def _file(clip: SoundClip, sounds: Mapping[str, Path]) -> Path:
    if clip.key not in sounds:
        what = "A spoken line has no sound" if clip.track is Track.VOICE else "A sound is missing"
        raise EncodeError(what, repr(clip.text[:80] or f"{clip.track} {clip.key}"))
    return sounds[clip.key]


def _once(edit: Edit, clip: SoundClip, source: Path) -> Iterator[Any]:
    """The sound from `clip.first` on. Speech is played whole; any other sound ends with its clip.

    A tempo over 1.0 shortens a sound at its own pitch.
    """
    rate = edit.canvas.rate
    if clip.track is Track.VOICE:
        filters = "anull" if clip.tempo == 1 else f"atempo={clip.tempo:.6f}"
    else:
        first, length = samples_at(clip.first, rate), samples_at(clip.frames, rate)
        span = f"start_sample={first}:end_sample={first + length}"
        filters = f"aresample={pcm.RATE},atrim={span},asetpts=PTS-STARTPTS"
    sound = pcm.read(source, channels=2, filters=filters)
    start = samples_at(clip.start, rate)
    spare = samples_of(edit) + samples_at(1, rate) - start - len(sound)
    if spare < 0:
        raise EncodeError(
            "A spoken line runs past the film's end",
            f"by {-spare / pcm.RATE:.2f} s: {clip.text[:80]!r}",
            "Give its shot more frames, or raise the line's tempo.",
        )
    yield _shaped(sounding(sound), clip, clip.gain).with_start(start / pcm.RATE)


def _repeated(edit: Edit, clip: SoundClip, source: Path) -> Iterator[Any]:
    """The sound as long as its clip: joined to its own ending, or else again and again from its
    beginning, with a crossfade.
    """
    from moviepy import CompositeAudioClip  # noqa: PLC0415 - 0.4 s
    from moviepy.audio import fx  # noqa: PLC0415 - as above

    length = samples_at(clip.frames, edit.canvas.rate) / pcm.RATE
    heard = max(length, _SHORTEST)
    level = loudness.measure(source, before=f"atrim=duration={heard:.6f}")
    sound = pcm.read(source, channels=2, seconds=heard)
    lasts = len(sound) / pcm.RATE
    if lasts < _SHORTEST:
        raise EncodeError("The music is too short", f"{source}: {lasts:.2f} s", "Choose another.")
    if level.silent:
        raise EncodeError("The music is silent", str(source), "Choose another file.")
    start = samples_at(clip.start, edit.canvas.rate) / pcm.RATE
    gain = line.LEVEL + clip.gain - level.integrated
    whole = ended(source, samples_at(clip.frames, edit.canvas.rate))
    if whole is not None:
        # It ends by itself, so that nothing is faded.
        played = clip.model_copy(update={"fade_out": 0.0})
        yield _shaped(sounding(whole), played, gain).with_start(start)
        return
    lap = min(_LAP, lasts / 4)
    bed = sounding(sound)
    clips = [bed]
    while clips[-1].end < length:
        clips[-1] = clips[-1].with_effects([fx.AudioFadeOut(lap)])
        again = bed.with_effects([fx.AudioFadeIn(lap)])
        clips.append(again.with_start(clips[-1].end - lap))
    looped = CompositeAudioClip(clips).with_duration(length)
    yield _shaped(looped, clip, gain).with_start(start)


def _shaped(sound: Any, clip: SoundClip, gain: float) -> Any:
    """The sound with `gain` dB and its clip's fades."""
    from moviepy.audio import fx  # noqa: PLC0415 - 0.4 s

    effects: Sequence[Any] = (
        *([fx.MultiplyVolume(10 ** (gain / 20))] if gain else ()),
        *([fx.AudioFadeIn(clip.fade_in)] if clip.fade_in else ()),
        *([fx.AudioFadeOut(clip.fade_out)] if clip.fade_out else ()),
    )
    return sound.with_effects(effects) if effects else sound


def sounding(sound: pcm.Samples) -> Any:
    """Samples at 48 kHz, shape (samples, channels), as moviepy's clip."""
    from moviepy import AudioArrayClip  # noqa: PLC0415 - 0.4 s

    # moviepy 2.2.1 gives such a clip a duration, but no end: it would be played for ever
    return AudioArrayClip(sound, pcm.RATE).with_duration(len(sound) / pcm.RATE)


def played(clip: Any, samples: int) -> Iterator[pcm.Samples]:
    """A clip of moviepy's second by second, `samples` in all.

    A quarter of a sample late: exactly on a sample, a rounded float could lie before or after it.
    """
    for first in range(0, samples, pcm.RATE):
        times = (np.arange(first, min(first + pcm.RATE, samples)) + 0.25) / pcm.RATE
        yield np.broadcast_to(clip.get_frame(times), (len(times), 2))


def samples_at(frames: int, rate: Fraction) -> int:
    """`frames` of `rate` in samples at 48 kHz, rounded up."""
    return -(-frames * pcm.RATE * rate.denominator // rate.numerator)
