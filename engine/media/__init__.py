"""Reading media: what a file holds, and exactly the frames wanted. Only it uses PyAV."""

from engine.media.frames import Plane, Planes, every_frame, planes
from engine.media.probe import (
    Colour,
    PictureStream,
    Probe,
    SoundStream,
    has_edit_list,
    moov_first,
    probe,
)
from engine.media.sent import assert_readable

__all__ = [
    "Colour",
    "PictureStream",
    "Plane",
    "Planes",
    "Probe",
    "SoundStream",
    "assert_readable",
    "every_frame",
    "has_edit_list",
    "moov_first",
    "planes",
    "probe",
]
