"""Intake: opening and checking rows' pictures. It does not know what they are used for."""

from engine.intake.gather import gather_all, gather_files
from engine.intake.memory import FileState, PictureMemory

__all__ = ["FileState", "PictureMemory", "gather_all", "gather_files"]
