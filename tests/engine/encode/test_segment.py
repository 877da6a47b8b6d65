"""A segment is closed: it begins with its only key frame and is the same bytes every time."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from engine.encode import encode_segment
from engine.media import Colour, every_frame, probe
from schemas.errors import EncodeError
from schemas.setup import Canvas
from tests.decoded import decode_all
from tests.engine.encode.conftest import CANVAS, numbered, segment_of


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("segment") / "segment.mp4"
    encode_segment(segment_of(40), numbered(0, 40), path)
    return path


def test_every_frame_comes_back_in_its_place(segment: Path) -> None:
    assert decode_all(segment) == 40
    found = [round((float(luma.mean()) - 30) / 2) for luma, _, _ in every_frame(segment)]
    assert found == list(range(40))


def test_it_is_tagged_as_what_it_is(segment: Path) -> None:
    picture = probe(segment).picture
    assert picture is not None
    assert (picture.codec, picture.pixel_format) == ("h264", "yuv420p")
    assert (picture.width, picture.height) == (160, 90)
    assert picture.colour == Colour(primaries=1, transfer=1, matrix=1, full=False)


@pytest.mark.parametrize("rate", ["24", "25", "30000/1001", "60"])
def test_frames_are_at_even_steps_from_nought(rate: str, tmp_path: Path) -> None:
    canvas = Canvas(width=160, height=90, rate=Fraction(rate))
    encode_segment(segment_of(40, canvas), numbered(0, 40), tmp_path / "segment.mp4")
    found = probe(tmp_path / "segment.mp4")
    assert found.picture is not None
    assert found.picture.rate == Fraction(rate)
    assert (found.picture.uneven, found.picture.start) == (0, 0.0)


def test_only_the_first_frame_is_a_key_frame_and_none_is_reordered(segment: Path) -> None:
    with av.open(str(segment)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert [packet.is_keyframe for packet in packets] == [True] + [False] * 39
    assert all(packet.pts == packet.dts for packet in packets)


def test_a_hard_cut_within_a_segment_makes_no_second_key_frame(tmp_path: Path) -> None:
    frames = [*numbered(0, 30), *_noise(30)]
    encode_segment(segment_of(60), frames, tmp_path / "segment.mp4")
    with av.open(str(tmp_path / "segment.mp4")) as container:
        keys = [packet.is_keyframe for packet in container.demux(video=0) if packet.size]
    assert sum(keys) == 1


def test_the_same_frames_are_the_same_bytes(segment: Path, tmp_path: Path) -> None:
    encode_segment(segment_of(40), numbered(0, 40), tmp_path / "again.mp4")
    assert (tmp_path / "again.mp4").read_bytes() == segment.read_bytes()


def test_a_coarser_quality_is_other_and_fewer_bytes(tmp_path: Path) -> None:
    sizes = []
    for crf in (10, 40):
        encode_segment(segment_of(12, crf=crf), _noise(12), tmp_path / f"{crf}.mp4")
        sizes.append((tmp_path / f"{crf}.mp4").stat().st_size)
    assert sizes[0] > 2 * sizes[1]


def _noise(frames: int) -> list[bytes]:
    noise = np.random.default_rng(7)
    size = CANVAS.width * CANVAS.height * 3 // 2
    return [noise.integers(60, 190, size, np.uint8).tobytes() for _ in range(frames)]


def test_a_place_that_cannot_be_written_is_an_error_in_ffmpegs_words(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match=r"could not make a segment of 3 frames .*No such file"):
        encode_segment(segment_of(3), numbered(0, 3), tmp_path / "missing" / "segment.mp4")


def test_an_error_of_whoever_makes_the_frames_is_passed_on(tmp_path: Path) -> None:
    def frames() -> object:
        yield from numbered(0, 2)
        raise EncodeError("the take is too short")

    with pytest.raises(EncodeError, match="the take is too short"):
        encode_segment(segment_of(40), frames(), tmp_path / "segment.mp4")  # type: ignore[arg-type]
