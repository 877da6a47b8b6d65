"""Intake: opening and checking rows' pictures. It does not know what they are used for."""

from engine.intake.gather import FileState, PictureMemory, gather_all, gather_files

__all__ = ["FileState", "PictureMemory", "gather_all", "gather_files"]
