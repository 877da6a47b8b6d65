"""Mix: the film's one sound stream, from the clips on its tracks.

It does not speak, and it knows nothing of pictures or of how AAC is made loud enough.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine import ffmpeg
from engine.sound import pcm
from engine.sound.loudness import Loudness
from engine.sound.master import master, silence
from engine.sound.stems import samples_of, stem
from engine.sound.tracks import TRACKS
from schemas.delivery import Profile
from schemas.edit import Edit, SoundClip, Track
from schemas.keys import key_of

__all__ = ["REVISION", "mix", "premix", "sound_key"]

REVISION = 2
"""Raise it whenever this package makes another sound of the same edit."""


def sound_key(edit: Edit, profile: Profile) -> str:
    """The key of what `mix` makes: of everything that the sound of a film depends on, nothing else.

    Layers, captions and pictures are not in it: a price changes no sound unless it is spoken. Times
    count in seconds, so that canvases of two rates can share it. FFmpeg counts by its binary.
    """
    tracks = {clip.track for clip in edit.sounds}
    return key_of(
        "sound",
        clips=[_recipe(clip, edit.canvas.rate) for clip in edit.sounds],
        tracks={track: asdict(TRACKS[track]) for track in sorted(tracks)},
        length=Fraction(edit.frames) / edit.canvas.rate,
        loudness=profile.loudness,
        true_peak=profile.true_peak,
        kbps=profile.audio_kbps,
        encoder=ffmpeg.binary_digest(),
        revision=REVISION,
    )


def mix(edit: Edit, sounds: Mapping[str, Path], profile: Profile, target: Path) -> Loudness | None:
    """Write the sound of `edit` to `target` (`.m4a`): AAC-LC, 48 kHz, stereo, no edit list.

    `sounds` are the files by `SoundClip.key`. The decoded sound begins at 0, in time with the
    picture, and is as long as the film to within one AAC frame (1024 samples). The same inputs give
    the same bytes. Returns its loudness, measured after decoding, or None where the film has no
    sound and its track is silent. Raises EncodeError.
    """
    samples = samples_of(edit)
    if not edit.sounds:
        silence(samples, profile, target)
        return None
    with tempfile.TemporaryDirectory() as folder:
        mixed = Path(folder, "mixed.wav")
        premix(edit, sounds, mixed)
        return master(mixed, samples, profile, target)


def premix(edit: Edit, sounds: Mapping[str, Path], target: Path) -> None:
    """Write the clips of all tracks to `target`: WAV, 48 kHz, stereo, floats, before mastering.

    The voice lies over the other tracks, which give way to it as theirs is told to. Raises
    EncodeError.
    """
    with tempfile.TemporaryDirectory() as folder:
        stems: dict[Track, Path] = {}
        for track in TRACKS:
            if edit.on(track):
                stems[track] = Path(folder, f"{track}.wav")
                stem(edit, track, sounds, stems[track])
        if len(stems) == 1:
            next(iter(stems.values())).rename(target)
        else:
            _layered(stems, target, samples_of(edit))


def _layered(stems: Mapping[Track, Path], target: Path, samples: int) -> None:
    """Lay the stems over each other, those that duck beneath the voice.

    The compressor alone would all but mute a bed: any speech is far above its threshold. What is
    left is the share of the bed that goes past it, and that share is the track's `duck` dB down.

    All are a second longer within: where the streams end, which of them FFmpeg finds at its end
    first is a matter of chance, and every third mix was missing the bed's last 80 ms.
    """
    ducked = [track for track in stems if Track.VOICE in stems and TRACKS[track].duck]
    graph, heard = [], []
    for n, track in enumerate(stems):
        keys = "".join(f"[key{one}]" for one in ducked)
        split = (
            f",asplit={1 + len(ducked)}[{track}]{keys}" if track is Track.VOICE else f"[{track}]"
        )
        graph.append(f"[{n}]apad=pad_dur=1{split}")
        heard.append(f"[under{track}]" if track in ducked else f"[{track}]")
    for track in ducked:
        share = 1 - 10 ** (-TRACKS[track].duck / 20)
        compress = f"threshold=0.002:ratio=20:attack=30:release=400:link=maximum:mix={share:.6f}"
        graph.append(f"[{track}][key{track}]sidechaincompress={compress}[under{track}]")
    together = f"amix=inputs={len(stems)}:normalize=0:duration=first,atrim=end_sample={samples}"
    graph.append(f"{''.join(heard)}{together}")
    inputs = [argument for path in stems.values() for argument in ("-i", str(path))]
    ffmpeg.run(
        [
            *(*inputs, "-filter_complex", ";".join(graph)),
            *("-c:a", "pcm_f32le", *pcm.BITEXACT, str(target)),
        ],
        what="the mix of the film's tracks",
    )


def _recipe(clip: SoundClip, rate: Fraction) -> dict[str, Any]:
    """A clip as its sound is keyed. How long speech is follows from its sound and its tempo."""
    times = {"first": clip.first, "start": clip.start}
    if clip.track is not Track.VOICE:
        times["frames"] = clip.frames
    return {
        **{name: Fraction(frames) / rate for name, frames in times.items()},
        "track": clip.track,
        "key": clip.key,
        "gain": clip.gain,
        "fades": [clip.fade_in, clip.fade_out],
        "tempo": clip.tempo,
    }
