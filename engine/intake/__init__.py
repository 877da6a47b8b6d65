"""Intake: fetching, opening and checking rows' pictures. It does not know what they are for."""

from engine.intake.gather import FileState, PictureMemory, Unfetched, gather_all, gather_files
from engine.intake.hosts import is_address
from engine.intake.remote import Fetched, RemotePictures

__all__ = [
    "Fetched",
    "FileState",
    "PictureMemory",
    "RemotePictures",
    "Unfetched",
    "gather_all",
    "gather_files",
    "is_address",
]
