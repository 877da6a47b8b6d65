"""The sound's key: everything that the sound of a film depends on, and nothing else.

Layers, captions and pictures are not in it: a price changes no sound unless it is spoken.
"""

from __future__ import annotations

from fractions import Fraction

from engine import ffmpeg
from schemas.delivery import Profile
from schemas.edit import Edit
from schemas.keys import key_of

__all__ = ["sound_key"]

_REVISION = 1
"""Raise it whenever this package makes another sound of the same edit."""


def sound_key(edit: Edit, profile: Profile) -> str:
    """The key of what `mix` makes. Times count in seconds, so canvases of two rates can share it.

    Music counts by its bytes (`edit.music.sha256`), not by where it lies; FFmpeg by its binary.
    """
    rate = edit.canvas.rate
    music = edit.music.model_copy(update={"path": ""}) if edit.music else None
    return key_of(
        "sound",
        voice=[(said.sound, Fraction(said.start) / rate, said.tempo) for said in edit.voice],
        length=Fraction(edit.frames) / rate,
        music=music,
        loudness=profile.loudness,
        true_peak=profile.true_peak,
        kbps=profile.audio_kbps,
        encoder=ffmpeg.binary_digest(),
        revision=_REVISION,
    )
