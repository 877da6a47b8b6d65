"""What a file holds is read from its packets and boxes, and from nowhere else."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import ffmpeg
from engine.media import Colour, has_edit_list, moov_first, probe
from schemas.errors import EncodeError
from tests.engine.media.conftest import Make


def test_a_film_is_described_exactly(film: Path) -> None:
    found = probe(film)
    picture, sound = found.picture, found.sound
    assert picture is not None
    assert (picture.width, picture.height) == (160, 90)
    assert (picture.rate, picture.frames, picture.uneven) == (Fraction(30000, 1001), 60, 0)
    assert (picture.codec, picture.pixel_format) == ("h264", "yuv420p")
    assert picture.start == 0.0
    assert picture.seconds == pytest.approx(2.002)
    assert picture.colour == Colour(primaries=1, transfer=1, matrix=1, full=False)
    assert sound is not None
    assert (sound.codec, sound.rate, sound.channels) == ("aac", 48000, 1)
    assert sound.seconds == pytest.approx(2.002, abs=0.045)
    assert found.bytes == film.stat().st_size
    assert (found.moov_first, found.edit_list) == (True, False)


def test_a_plain_mp4_has_its_index_last_and_an_edit_list(numbered: Make) -> None:
    found = probe(numbered("plain"))
    assert (found.moov_first, found.edit_list) == (False, True)
    assert found.sound is None


def test_frames_that_are_missing_are_counted_as_uneven_steps(
    numbered: Make, tmp_path: Path
) -> None:
    uneven = tmp_path / "uneven.mp4"
    drop = ("-vf", "select='not(eq(n,7)+eq(n,40))'", "-fps_mode", "passthrough")
    clip = numbered("even", "-bf", "0", rate="24")
    ffmpeg.run(["-i", str(clip), *drop, "-c:v", "libx264", str(uneven)], what="an uneven clip")
    picture = probe(uneven).picture
    assert picture is not None
    assert (picture.rate, picture.frames, picture.uneven) == (Fraction(24), 98, 2)


def test_priming_without_an_edit_list_makes_the_first_frame_long(
    film: Path, tmp_path: Path
) -> None:
    """What a copy into a file without edit lists does, unless timestamps are left alone."""
    sound, late = tmp_path / "sound.m4a", tmp_path / "late.mp4"
    sine = ("-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "2", "-c:a", "aac")
    ffmpeg.run([*sine, str(sound)], what="a sound")
    both = ("-i", str(film), "-i", str(sound), "-map", "0:v", "-map", "1:a", "-c", "copy")
    ffmpeg.run([*both, "-use_editlist", "0", str(late)], what="a film")
    picture = probe(late).picture
    assert picture is not None
    assert picture.uneven == 1
    assert picture.seconds == pytest.approx(2.002 + 1024 / 48000, abs=0.001)


def test_a_wav_is_probed_too(tmp_path: Path) -> None:
    path = tmp_path / "line.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(bytes(2 * 22050))
    found = probe(path)
    assert found.picture is None
    assert found.sound is not None
    assert found.sound.rate == 22050
    assert found.sound.seconds == pytest.approx(1.0)


@pytest.mark.parametrize(
    "content",
    [b"", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", b"ffconcat version 1.0\nfile x\n"],
    ids=["empty", "playlist", "concat"],
)
def test_what_only_bears_the_name_of_a_film_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(EncodeError, match="cannot be read"):
        probe(path)


def test_other_kinds_of_file_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="Only MP4, MOV and WAV"):
        probe(tmp_path / "list.m3u8")
    with pytest.raises(EncodeError, match="No such file"):
        probe(tmp_path / "film.mp4")


@given(data=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_bytes_are_boxes_or_an_encode_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.mp4"
    path.write_bytes(data)
    for question in (moov_first, has_edit_list):
        try:
            assert question(path) in {True, False}
        except EncodeError as error:
            assert "MP4" in str(error) or "moov" in str(error)  # noqa: PT017 - both are right
