from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import ffmpeg
from engine.media import probe
from schemas.errors import EncodeError

SIZE = 64
FRAME = bytes([90]) * (SIZE * SIZE) + bytes([128]) * (SIZE * SIZE // 2)
RAW = (
    *("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{SIZE}x{SIZE}", "-r", "24"),
    *(*ffmpeg.BT709, "-i", "-"),
)


def coded(target: Path) -> tuple[str, ...]:
    return (*RAW, "-c:v", "libx264", "-preset", "ultrafast", *ffmpeg.BT709, str(target))


def test_the_binary_is_the_wheels_own() -> None:
    assert "imageio_ffmpeg" in ffmpeg.binary()


def test_the_binary_is_known_by_its_bytes() -> None:
    data = Path(ffmpeg.binary()).read_bytes()
    assert ffmpeg.binary_digest() == hashlib.sha256(data).hexdigest()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A binary of a few bytes, and a cache folder of the test's own."""
    program = tmp_path / "ffmpeg"
    program.write_bytes(b"one")
    monkeypatch.setattr(ffmpeg, "binary", lambda: str(program))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    ffmpeg.binary_digest.cache_clear()
    yield program
    ffmpeg.binary_digest.cache_clear()


def _digest_of_a_new_process() -> str:
    ffmpeg.binary_digest.cache_clear()
    return ffmpeg.binary_digest()


def _remembered(folder: Path) -> list[Path]:
    return list((folder / "cache" / "callsheet" / "ffmpeg").iterdir())


def test_the_next_process_does_not_read_the_binary_again(small: Path, tmp_path: Path) -> None:
    ffmpeg.binary_digest()
    seen = small.stat()
    small.write_bytes(b"two")  # nobody looks: it has the same size, and is given the same time
    os.utime(small, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert _digest_of_a_new_process() == hashlib.sha256(b"one").hexdigest()
    assert len(_remembered(tmp_path)) == 1


@pytest.mark.parametrize(("data", "later_ns"), [(b"longer", 0), (b"two", 1)], ids=["size", "time"])
def test_another_binary_in_its_place_is_known_by_its_own_bytes(
    small: Path, data: bytes, later_ns: int
) -> None:
    ffmpeg.binary_digest()
    seen = small.stat()
    small.write_bytes(data)
    os.utime(small, ns=(seen.st_atime_ns, seen.st_mtime_ns + later_ns))
    assert _digest_of_a_new_process() == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("damage", [b"", b"0" * 63, b"\xff" * 64, b"f" * 65])
def test_a_damaged_memory_is_computed_anew(small: Path, tmp_path: Path, damage: bytes) -> None:
    ffmpeg.binary_digest()
    (memory,) = _remembered(tmp_path)
    memory.write_bytes(damage)
    assert _digest_of_a_new_process() == hashlib.sha256(small.read_bytes()).hexdigest()
    assert memory.read_text("ascii") == hashlib.sha256(small.read_bytes()).hexdigest()


@pytest.mark.usefixtures("small")
def test_without_a_folder_to_keep_it_the_digest_is_computed(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert ffmpeg.binary_digest() == hashlib.sha256(b"one").hexdigest()


def test_frames_become_a_stream_of_as_many_frames(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    ffmpeg.encode(coded(target), [FRAME] * 30, what="a clip")
    picture = probe(target).picture
    assert picture
    assert (picture.frames, picture.width, picture.height) == (30, SIZE, SIZE)
    assert picture.rate == 24


def test_tags_on_the_way_in_and_out_are_carried(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    ffmpeg.encode(coded(target), [FRAME] * 2, what="a clip")
    picture = probe(target).picture
    assert picture
    colour = picture.colour
    assert (colour.primaries, colour.transfer, colour.matrix, colour.full) == (1, 1, 1, False)


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    target.write_bytes(b"old")
    ffmpeg.encode(coded(target), [FRAME] * 2, what="a clip")
    assert probe(target).picture


def test_a_failure_says_what_was_made_and_carries_ffmpegs_words(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    arguments = (*RAW, "-c:v", "no-such-codec", str(target))
    with pytest.raises(EncodeError, match=r"could not make a clip \(status \d+: .*no-such-codec"):
        ffmpeg.encode(arguments, [FRAME] * 2, what="a clip")


def test_a_program_that_ends_early_says_why_however_much_is_written(tmp_path: Path) -> None:
    arguments = (*RAW, "-c:v", "no-such-codec", str(tmp_path / "a.mp4"))
    with pytest.raises(EncodeError, match="no-such-codec"):  # and not a broken pipe
        ffmpeg.encode(arguments, (FRAME for _ in range(5000)), what="a clip")


def test_a_program_that_talks_a_lot_does_not_stop_the_frames(tmp_path: Path) -> None:
    arguments = ("-v", "trace", *coded(tmp_path / "a.mp4"))
    ffmpeg.encode(arguments, [FRAME] * 600, what="a clip")
    assert probe(tmp_path / "a.mp4").picture


def test_an_error_in_the_making_of_frames_ends_the_program(tmp_path: Path) -> None:
    def frames() -> Iterator[bytes]:
        yield FRAME
        raise LookupError("the third frame is missing")

    with pytest.raises(LookupError, match="the third frame is missing"):
        ffmpeg.encode(coded(tmp_path / "a.mp4"), frames(), what="a clip")


def test_run_returns_what_ffmpeg_wrote(tmp_path: Path) -> None:
    source = ("-f", "lavfi", "-i", "sine=frequency=440:duration=0.1")
    words = ffmpeg.run([*source, str(tmp_path / "a.wav")], what="a tone")
    assert "Input #0, lavfi" in words


def test_run_hands_data_to_ffmpeg(tmp_path: Path) -> None:
    ffmpeg.run(coded(tmp_path / "a.mp4"), what="a clip", data=FRAME * 5)
    picture = probe(tmp_path / "a.mp4").picture
    assert picture
    assert picture.frames == 5


def test_run_says_what_failed() -> None:
    with pytest.raises(EncodeError, match=r"FFmpeg could not make a copy \(status .*gone\.mp4"):
        ffmpeg.run(["-i", "gone.mp4", "-f", "null", "-"], what="a copy")
