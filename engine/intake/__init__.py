"""Intake: fetching, opening and checking rows' pictures, and their videos. It does not know what
they are for.
"""

from engine.intake.clip import VideoMemory, gather_videos
from engine.intake.gather import FileState, PictureMemory, Unfetched, gather_all, gather_files
from engine.intake.hosts import is_address
from engine.intake.remote import Fetched, RemotePictures
from engine.intake.remote_file import fetch_file, is_elsewhere, name_of

__all__ = [
    "Fetched",
    "FileState",
    "PictureMemory",
    "RemotePictures",
    "Unfetched",
    "VideoMemory",
    "fetch_file",
    "gather_all",
    "gather_files",
    "gather_videos",
    "is_address",
    "is_elsewhere",
    "name_of",
]
