"""Sound: voices that speak lines, and the mix of lines and music at a profile's loudness."""

from engine.sound.choose import Chosen, choose_voice, offline_voice
from engine.sound.loudness import Loudness, longest_silence, measure
from engine.sound.mix import mix, sound_key
from engine.sound.pace import estimate_seconds
from engine.sound.voice import OfflineVoice, Voice, spoken_key

__all__ = [
    "Chosen",
    "Loudness",
    "OfflineVoice",
    "Voice",
    "choose_voice",
    "estimate_seconds",
    "longest_silence",
    "measure",
    "mix",
    "offline_voice",
    "sound_key",
    "spoken_key",
]
