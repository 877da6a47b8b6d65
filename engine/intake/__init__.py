"""Intake: opening and checking rows' pictures and videos. It does not know what they are for."""

from engine.intake.clip import VideoMemory, gather_videos
from engine.intake.gather import FileState, PictureMemory, gather_all, gather_files

__all__ = [
    "FileState",
    "PictureMemory",
    "VideoMemory",
    "gather_all",
    "gather_files",
    "gather_videos",
]
