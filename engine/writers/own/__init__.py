"""The user's own storyboards, as files."""

from engine.writers.own.writer import OwnWriter

__all__ = ["OwnWriter"]
