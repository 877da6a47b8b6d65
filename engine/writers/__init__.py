"""Writers: each expands a brief into a storyboard and scripts."""

from engine.writers.choose import choose_writer
from engine.writers.writer import Assignment, Writer

__all__ = ["Assignment", "Writer", "choose_writer"]
