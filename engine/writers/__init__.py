"""Writers: each expands a brief into a storyboard and scripts."""

from engine.writers.writer import Assignment, Writer

__all__ = ["Assignment", "Writer"]
