"""Decoding: whether every packet and frame of a file is sound, as a player would find out."""

from __future__ import annotations

from pathlib import Path

from av import AudioFrame, VideoFrame

from engine.media.container import opened
from schemas.errors import EncodeError

__all__ = ["decode_all"]


def decode_all(path: Path) -> int:
    """Decode every stream to its end, strictly, and return the number of frames of the picture.

    A wrong join ends with status 0 and decodes to broken pictures; this is how it is found. Bytes
    that changed into other valid ones are not: hashes are for those. Raises EncodeError at the
    first packet or frame that the decoder cannot vouch for.
    """
    frames = 0
    with opened(path) as container:
        streams = (*container.streams.video, *container.streams.audio)
        for stream in streams:
            stream.codec_context.options = {"err_detect": "explode"}
        for packet in container.demux(streams):
            for frame in packet.decode():
                if isinstance(frame, VideoFrame | AudioFrame) and frame.is_corrupt:
                    raise EncodeError("A frame is damaged", f"{path}: at {frame.time} s")
                frames += isinstance(frame, VideoFrame)
    return frames
