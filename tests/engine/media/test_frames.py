"""Exactly the wanted frames are read, and damage is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import ffmpeg
from engine.media import every_frame, planes
from schemas.errors import EncodeError
from tests.decoded import decode_all
from tests.engine.media.conftest import FRAMES, HEIGHT, WIDTH, Make


def _numbers(frames: Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> list[int]:
    """The number that each frame says, checked in all three planes."""
    numbers = []
    for luma, u, v in frames:
        number = round(float(luma.mean())) - 16
        assert round(float(u.mean())) == 100 + number % 50
        assert round(float(v.mean())) == 150 - number % 50
        numbers.append(number)
    return numbers


@pytest.fixture(
    scope="module",
    params=[
        ("ours", "24", ("-bf", "0")),
        ("ours-ntsc", "30000/1001", ("-bf", "0", "-use_editlist", "0")),
        ("b-frames", "25", ("-bf", "3")),
        ("b-frames-late", "30", ("-bf", "3", "-use_editlist", "0")),
        ("open-gop", "24", ("-bf", "3", "-x264-params", "open-gop=1")),
    ],
    ids=lambda param: param[0],
)
def clip(request: pytest.FixtureRequest, numbered: Make) -> Path:
    name, rate, coding = request.param
    return numbered(name, *coding, rate=rate)


@given(first=st.integers(0, FRAMES - 1), count=st.integers(0, 30))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_range_is_read_to_the_exact_frame(clip: Path, first: int, count: int) -> None:
    count = min(count, FRAMES - first)
    assert _numbers(planes(clip, first, count)) == list(range(first, first + count))


def test_without_a_count_the_rest_is_read(clip: Path) -> None:
    assert _numbers(planes(clip, 91)) == list(range(91, FRAMES))
    assert _numbers(every_frame(clip)) == list(range(FRAMES))


@pytest.mark.parametrize(("first", "count"), [(99, 2), (100, None), (500, 1)])
def test_asking_beyond_the_end_is_an_error(clip: Path, first: int, count: int | None) -> None:
    with pytest.raises(EncodeError, match=r"too short .*no frame (100|500)"):
        list(planes(clip, first, count))


def test_planes_are_read_only_views_that_outlive_the_reader(clip: Path) -> None:
    frames = list(islice(planes(clip, 10), 30))
    assert [plane.shape for plane in frames[0]] == [
        (HEIGHT, WIDTH),
        (HEIGHT // 2, WIDTH // 2),
        (HEIGHT // 2, WIDTH // 2),
    ]
    assert not any(plane.flags.owndata or plane.flags.writeable for plane in frames[0])
    assert _numbers(iter(frames)) == list(range(10, 40))


def test_uneven_steps_are_refused_where_exact_frames_are_asked_for(
    clip: Path, tmp_path: Path
) -> None:
    uneven = tmp_path / "uneven.mp4"
    drop = ("-vf", "select='not(eq(n,7))'", "-fps_mode", "passthrough")
    ffmpeg.run(["-i", str(clip), *drop, "-c:v", "libx264", str(uneven)], what="an uneven clip")
    with pytest.raises(EncodeError, match=r"not at even steps .*frame 8 where frame 7 was due"):
        list(planes(uneven))
    assert len(list(every_frame(uneven))) == FRAMES - 1


def test_other_pixel_formats_are_refused(numbered: Make) -> None:
    ten = numbered("ten-bit", "-pix_fmt", "yuv420p10le")
    with pytest.raises(EncodeError, match=r"Only 8-bit 4:2:0 .*yuv420p10le"):
        list(planes(ten, 0, 1))


def test_a_whole_film_decodes_to_its_last_frame(film: Path) -> None:
    assert decode_all(film) == len(list(every_frame(film, strict=True))) == 60


def test_a_damaged_sound_is_found_without_the_picture(film: Path, tmp_path: Path) -> None:
    assert decode_all(film, picture=False) == 0
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.size]
        places = [(packet.pos, packet.size) for packet in packets]
    data = bytearray(film.read_bytes())
    for place, size in places[20:30]:
        assert place is not None
        data[place : place + size] = bytes([0xFF]) * size
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(data)
    with pytest.raises(EncodeError, match=r"cannot be read|damaged"):
        decode_all(damaged, picture=False)


def test_a_damaged_film_does_not_decode(film: Path, tmp_path: Path) -> None:
    data = bytearray(film.read_bytes())
    middle = data.index(b"mdat") + (len(data) - data.index(b"mdat")) // 2
    data[middle : middle + 2000] = (byte ^ 0xFF for byte in data[middle : middle + 2000])
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(data)
    with pytest.raises(EncodeError, match=r"cannot be read|damaged"):
        decode_all(damaged)


def test_a_film_cut_short_does_not_decode(film: Path, tmp_path: Path) -> None:
    data = film.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(EncodeError):
        decode_all(cut)


def test_pictures_under_the_parameters_of_another_encoder_do_not_decode(
    numbered: Make, tmp_path: Path
) -> None:
    """What a wrong join by copy makes: here the entropy coding that the PPS names is the other."""
    data = bytearray(numbered("parameters", "-bf", "0").read_bytes())
    pps = re.compile(rb"\x01\x00[\x04-\x09]\x68", re.DOTALL).search(data, data.rindex(b"avcC"))
    assert pps is not None
    data[pps.end()] ^= 0x20  # entropy_coding_mode_flag, ITU-T H.264, 7.3.2.2
    joined = tmp_path / "joined.mp4"
    joined.write_bytes(data)
    with pytest.raises(EncodeError):
        decode_all(joined)
    with pytest.raises(EncodeError):
        list(every_frame(joined, strict=True))
