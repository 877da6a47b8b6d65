"""What a server sent is kept as it came last, where it can be read to its end."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from engine import ffmpeg
from engine.media import assert_readable
from engine.shooting import keep_sent
from engine.store import BlobKind, FolderBlobs
from schemas.errors import EncodeError
from schemas.keys import key_of


def video(folder: Path, size: str) -> Path:
    """A quarter of a second."""
    path = folder / f"{size}.mp4"
    source = ("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=16:duration=0.25")
    ffmpeg.run([*source, "-pix_fmt", "yuv420p", str(path)], what="a video")
    return path


def test_a_video_that_was_paid_for_again_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    blobs, take = FolderBlobs(tmp_path / "store"), key_of("take", n=1)
    for size in ("32x32", "64x32"):
        sent = video(tmp_path, size).read_bytes()
        keep_sent(blobs, take)(lambda target, sent=sent: target.write_bytes(sent))  # type: ignore[misc]
    assert blobs.path(key_of("sent", take=take), BlobKind.TAKE).read_bytes() == sent


def test_what_cannot_be_read_to_its_end_is_not_kept(tmp_path: Path) -> None:
    blobs, take = FolderBlobs(tmp_path / "store"), key_of("take", n=1)
    whole = video(tmp_path, "64x32").read_bytes()
    middle = len(whole) // 2
    page = b"<html>Sign in to go on</html>" * 50
    for sent in (page, whole[:middle], whole[:middle] + bytes(200) + whole[middle + 200 :]):
        with pytest.raises(EncodeError):
            keep_sent(blobs, take)(lambda target, sent=sent: target.write_bytes(sent))  # type: ignore[misc]
    assert not blobs.has(key_of("sent", take=take), BlobKind.TAKE)


def test_a_frame_larger_than_memory_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.mp4"
    bomb.write_bytes(_enlarged(video(tmp_path, "64x32").read_bytes()))
    with pytest.raises(EncodeError, match="a video that a server sent"):
        assert_readable(bomb)


def test_a_playlist_with_the_name_of_a_video_leads_nowhere(tmp_path: Path) -> None:
    secret, playlist = video(tmp_path, "32x32"), tmp_path / "playlist.mp4"
    playlist.write_text(f"ffconcat version 1.0\nfile '{secret}'\n", "utf-8")
    with pytest.raises(EncodeError):
        assert_readable(playlist)


def _enlarged(video: bytes) -> bytes:
    """The video with a sequence header (H.264, 7.3.2.1.1) of 65520 by 65520 pixels."""
    bits, place = "", video.index(b"avcC") + 4
    length = struct.unpack(">H", video[place + 6 : place + 8])[0]
    assert length > 4

    def _number(value: int) -> str:
        plain = f"{value + 1:b}"
        return "0" * (len(plain) - 1) + plain

    # Baseline: no chroma fields. Number of frames, order of output, references, gaps, width and
    # height in blocks of 16, frames only, direct, no cropping, no usability.
    bits = "".join(
        (*map(_number, (0, 0)), _number(2), _number(1), "0", *map(_number, (4094, 4094)), "1100")
    )
    bits += "1"
    bits += "0" * (-len(bits) % 8)
    header = bytes([0x67, 66, 0xC0, 51]) + int(bits, 2).to_bytes(len(bits) // 8, "big")
    assert len(header) <= length, "it takes the place of a longer one"
    header += bytes(length - len(header))
    return video[: place + 8] + header + video[place + 8 + length :]
