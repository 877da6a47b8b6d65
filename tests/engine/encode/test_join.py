"""Segments of one coding join by copy into one film; others are refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from engine.encode import encode_segment, join
from engine.media import every_frame, probe
from engine.sound import pcm
from schemas.delivery import Preset
from schemas.errors import EncodeError
from schemas.setup import Canvas
from tests.decoded import decode_all
from tests.engine.encode.conftest import (
    CANVAS,
    FRAMES,
    LENGTHS,
    WHITE,
    encoded,
    frame_of,
    numbered,
    segment_of,
    sound_of,
)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    folder = tmp_path_factory.mktemp("parts")
    return encoded(folder, numbered(0, FRAMES), LENGTHS), sound_of(folder, FRAMES, onset=6)


@pytest.fixture(scope="module")
def film(parts: tuple[list[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    join(*parts, target)
    return target


def test_every_frame_of_every_segment_is_there_in_its_order(film: Path) -> None:
    assert decode_all(film) == FRAMES
    found = [round((float(luma.mean()) - 30) / 2) for luma, _, _ in every_frame(film)]
    assert found == list(range(FRAMES))


def test_the_picture_begins_at_nought_and_goes_on_evenly(film: Path) -> None:
    picture = probe(film).picture
    assert picture is not None
    assert (picture.start, picture.uneven, picture.rate) == (0.0, 0, Fraction(24))
    assert picture.seconds == pytest.approx(FRAMES / 24, abs=1e-6)


def test_a_player_can_begin_at_once_and_needs_no_edit_list(film: Path) -> None:
    found = probe(film)
    assert found.moov_first
    assert not found.edit_list


def test_nothing_is_encoded_again(film: Path, parts: tuple[list[Path], Path]) -> None:
    """The slices are the segments' own; FFmpeg repeats the parameter sets before key frames."""
    assert _slices(film) == [found for part in parts[0] for found in _slices(part)]


def _slices(path: Path) -> list[bytes]:
    """The coded slices (NAL units of type 1 and 5; ITU-T H.264, 7.4.1), in order."""
    found = []
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            rest = bytes(packet)
            while rest:
                size = int.from_bytes(rest[:4], "big")
                unit, rest = rest[4 : 4 + size], rest[4 + size :]
                found += [unit] if unit[0] & 31 in {1, 5} else []
    return found


def test_each_segment_begins_with_a_key_frame(film: Path) -> None:
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    keys = [n for n, packet in enumerate(packets) if packet.is_keyframe]
    assert keys == list(np.cumsum((0, *LENGTHS[:-1])))


def test_the_sound_is_as_long_as_the_picture(film: Path) -> None:
    sound = probe(film).sound
    assert sound is not None
    assert (sound.codec, sound.rate, sound.channels, sound.start) == ("aac", 48_000, 2, 0.0)
    assert sound.seconds == pytest.approx(FRAMES / 24, abs=2 * 1024 / 48_000)


@pytest.mark.parametrize("onset", [1, 24, 47])
def test_a_flash_and_a_beep_of_one_moment_stay_within_a_quarter_of_a_frame(
    onset: int, tmp_path: Path
) -> None:
    frames = [frame_of(WHITE if n >= onset else 16) for n in range(72)]
    segments = encoded(tmp_path, frames, (24, 23, 25))
    join(segments, sound_of(tmp_path, 72, onset=onset), tmp_path / "film.mp4")
    flash = _first_white(tmp_path / "film.mp4")
    beep = _first_beep(tmp_path / "film.mp4")
    assert flash == pytest.approx(onset / 24, abs=1e-6)
    assert abs(beep - flash) < 0.25 / 24


def _first_white(path: Path) -> float:
    """Seconds at which the picture is shown, as its file says."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.to_ndarray()[: CANVAS.height].mean() > 128:
                assert frame.time is not None
                return float(frame.time)
    raise AssertionError("there is no flash")


def _first_beep(path: Path) -> float:
    """Seconds at which the sound first passes a tenth of its peak, by the times in the file."""
    times, samples = [], []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            assert frame.time is not None
            data = np.abs(frame.to_ndarray()[0])
            times.append(frame.time + np.arange(data.size) / pcm.RATE)
            samples.append(data)
    heard = np.concatenate(samples)
    return float(np.concatenate(times)[np.argmax(heard > heard.max() / 10)])


def test_the_same_parts_are_the_same_bytes(
    film: Path, parts: tuple[list[Path], Path], tmp_path: Path
) -> None:
    join(*parts, tmp_path / "another name.mp4")
    assert (tmp_path / "another name.mp4").read_bytes() == film.read_bytes()


@pytest.mark.parametrize("name", ["it's", "a 'quoted' one", "back\\slash", "Größe 尺寸", "a%03d"])
def test_any_folder_name_can_hold_the_parts(
    name: str, parts: tuple[list[Path], Path], tmp_path: Path
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    moved = [folder / path.name for path in parts[0]]
    for old, new in zip(parts[0], moved, strict=True):
        new.write_bytes(old.read_bytes())
    join(moved, parts[1], folder / "film.mp4")
    assert decode_all(folder / "film.mp4") == FRAMES


def test_no_listing_is_left_behind(parts: tuple[list[Path], Path], tmp_path: Path) -> None:
    join(*parts, tmp_path / "film.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize(
    ("canvas", "preset"),
    [
        (Canvas(width=128, height=90), "superfast"),
        (CANVAS, "ultrafast"),
    ],
    ids=["another size", "another preset"],
)
def test_unlike_segments_are_refused_by_name(
    canvas: Canvas, preset: Preset, parts: tuple[list[Path], Path], tmp_path: Path
) -> None:
    """FFmpeg joins them with status 0 into a film that does not decode."""
    odd = tmp_path / "odd.mp4"
    encode_segment(segment_of(5, canvas, preset=preset), numbered(0, 5, canvas), odd)
    with pytest.raises(
        EncodeError, match=r"different decoder parameters \(odd\.mp4 and segment-0\.mp4\)"
    ):
        join([*parts[0], odd], parts[1], tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()


def test_a_segment_that_is_no_film_is_an_error_of_ours(
    parts: tuple[list[Path], Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0" * 100)
    with pytest.raises(EncodeError, match=r"broken\.mp4"):
        join([*parts[0], broken], parts[1], tmp_path / "film.mp4")


def test_a_missing_sound_is_an_error_in_ffmpegs_words(
    parts: tuple[list[Path], Path], tmp_path: Path
) -> None:
    with pytest.raises(EncodeError, match=r"could not make the film film\.mp4 .*No such file"):
        join(parts[0], tmp_path / "sound.m4a", tmp_path / "film.mp4")
