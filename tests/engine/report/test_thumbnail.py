from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import ffmpeg
from engine.report import write_thumbnail
from schemas.errors import EncodeError


def test_the_picture_is_taken_not_the_fade_nor_the_line_of_type(clip: Path, tmp_path: Path) -> None:
    assert write_thumbnail(clip, [2, 12, 25], tmp_path / "film.jpg") == 25


def test_type_on_a_ground_is_taken_before_black(clip: Path, tmp_path: Path) -> None:
    assert write_thumbnail(clip, [2, 12], tmp_path / "film.jpg") == 12


def test_of_equals_the_first_is_taken(clip: Path, tmp_path: Path) -> None:
    assert write_thumbnail(clip, [14, 12, 14], tmp_path / "film.jpg") == 14


def test_the_jpeg_is_the_films_size_small_and_not_black(clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "film.jpg"
    write_thumbnail(clip, [25], target)
    pixels = cv2.imread(str(target), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert pixels.shape == (180, 320, 3)
    assert pixels.mean() > 60
    assert target.stat().st_size < 2_000_000


@pytest.mark.parametrize("rgb", [(200, 30, 40), (20, 160, 60), (30, 50, 190), (240, 240, 240)])
def test_colours_are_the_films_to_within_4_of_255(
    rgb: tuple[int, int, int], tmp_path: Path
) -> None:
    film, target = tmp_path / "film.mp4", tmp_path / "film.jpg"
    colour = "0x{:02x}{:02x}{:02x}".format(*rgb)
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", f"color={colour}:s=64x64:r=5:d=1"),
            *("-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"),
            *("-c:v", "libx264", "-crf", "1", *ffmpeg.BT709, str(film)),
        ],
        what="a film of one colour",
    )
    write_thumbnail(film, [2], target)
    found = cv2.imread(str(target), cv2.IMREAD_COLOR)
    assert found is not None
    assert np.abs(found.astype(int).mean(axis=(0, 1))[::-1] - rgb).max() <= 4


def test_noise_of_4k_still_comes_out_under_2_mb(tmp_path: Path) -> None:
    film, target = tmp_path / "film.mp4", tmp_path / "film.jpg"
    noise = "nullsrc=s=2560x1440:r=5:d=0.2,geq=lum='random(1)*255':cb=128:cr=128,format=yuv420p"
    ffmpeg.run(
        ["-f", "lavfi", "-i", noise, "-c:v", "libx264", "-preset", "ultrafast", str(film)],
        what="a film of noise",
    )
    write_thumbnail(film, [0], target)
    assert 500_000 < target.stat().st_size <= 2_000_000


def test_a_frame_past_the_end_is_an_error_and_leaves_nothing(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(EncodeError, match="too short"):
        write_thumbnail(clip, [25, 400], tmp_path / "film.jpg")
    assert not list(tmp_path.glob("*.jpg"))


def test_no_frames_to_choose_from_is_refused(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        write_thumbnail(clip, [], tmp_path / "film.jpg")
