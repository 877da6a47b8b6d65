"""Captions: cues from what is spoken, and the files that players read."""

from engine.captions.cues import cues
from engine.captions.files import srt, transcript, vtt

__all__ = ["cues", "srt", "transcript", "vtt"]
