"""Intake: opening and checking a row's pictures. It does not know what they are used for."""

from engine.intake.gather import gather, gather_all
from engine.intake.memory import FileState, PictureMemory, RunMemory

__all__ = ["FileState", "PictureMemory", "RunMemory", "gather", "gather_all"]
