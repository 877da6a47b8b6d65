"""Wording: a line as a voice should read it, with numbers, units and short forms in words."""

from engine.sound.wording.said import Wording, plain, worded

__all__ = ["Wording", "plain", "worded"]
