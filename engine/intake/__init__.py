"""Intake: opening and checking a row's pictures. It does not know what they are used for."""

from engine.intake.gather import gather
from engine.intake.memory import PictureMemory, RunMemory

__all__ = ["PictureMemory", "RunMemory", "gather"]
