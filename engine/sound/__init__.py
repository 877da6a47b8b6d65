"""Sound: voices that speak lines, and the mix of lines and music at a profile's loudness."""

from engine.sound.choose import Voices, open_voices
from engine.sound.loudness import Loudness, longest_silence, measure
from engine.sound.mix import mix, sound_key
from engine.sound.pace import estimate_seconds
from engine.sound.recordings import Recordings, recorded_key
from engine.sound.voice import OfflineVoice, Voice, heard_key, spoken_key

__all__ = [
    "Loudness",
    "OfflineVoice",
    "Recordings",
    "Voice",
    "Voices",
    "estimate_seconds",
    "heard_key",
    "longest_silence",
    "measure",
    "mix",
    "open_voices",
    "recorded_key",
    "sound_key",
    "spoken_key",
]
