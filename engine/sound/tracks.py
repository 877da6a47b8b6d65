"""Tracks: how each track of a film is levelled, repeated and made to give way. Data.

It knows no clip and no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.edit import Track

__all__ = ["TRACKS", "Treatment"]


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a mix does to every clip of a track.

    A `bed` is brought to the loudness of a spoken line before its gain, so that a gain means the
    same for every file, and begins again, with a crossfade, until its clip is full. `duck` is how
    many dB the voice pushes the track down by, at most.
    """

    bed: bool = False
    duck: float = 0.0


TRACKS: Mapping[Track, Treatment] = {
    Track.VOICE: Treatment(),
    Track.MUSIC: Treatment(bed=True, duck=9.0),
    Track.EFFECTS: Treatment(),
    Track.NATURAL: Treatment(duck=6.0),
}
"""In the order in which they are mixed. An effect is placed by hand, so nothing lowers it; what a
take sounds like by itself stays audible beneath a voice, because the picture shows it."""
