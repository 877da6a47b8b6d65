"""Frames from any renderer become a take whose colours read back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine import ffmpeg
from engine.media import probe
from engine.renderers.take import encode_take, yuv420p
from schemas.setup import Canvas
from tests.engine.renderers.animatic.conftest import decoded

CANVAS = Canvas(width=96, height=64, rate=Fraction(16))
COLOURS = [(255, 255, 255), (0, 0, 0), (128, 128, 128), (200, 30, 30), (30, 160, 30), (30, 30, 200)]


@pytest.mark.parametrize("colour", COLOURS, ids=str)
def test_a_colour_reads_back_within_two_levels(
    colour: tuple[int, int, int], tmp_path: Path
) -> None:
    # BT.601 planes under BT.709 tags would be off by up to 30.
    frame = np.full((64, 96, 3), colour, np.uint8)
    encode_take((yuv420p(frame) for _ in range(3)), CANVAS, tmp_path / "take.mp4")
    shown = decoded(tmp_path / "take.mp4")[1]
    assert np.abs(np.median(shown, axis=(0, 1)) - colour).max() <= 2


def test_a_take_has_a_key_frame_a_second_and_none_out_of_order(tmp_path: Path) -> None:
    import av  # noqa: PLC0415 - heavy

    noise = np.random.default_rng(1).integers(0, 256, (40, 64, 96, 3), np.uint8)
    encode_take((yuv420p(frame) for frame in noise), CANVAS, tmp_path / "take.mp4")
    with av.open(str(tmp_path / "take.mp4")) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert [n for n, packet in enumerate(packets) if packet.is_keyframe] == [0, 16, 32]
    assert all(packet.pts == packet.dts for packet in packets)
    picture = probe(tmp_path / "take.mp4").picture
    assert picture
    assert (picture.frames, picture.rate) == (40, Fraction(16))


@pytest.mark.parametrize("seconds", [0.6, 5.0], ids=["too short", "too long"])
def test_a_take_may_have_a_sound_which_begins_and_ends_with_the_picture(
    seconds: float, tmp_path: Path
) -> None:
    import av  # noqa: PLC0415 - heavy

    tone, take = tmp_path / "tone.wav", tmp_path / "take.mp4"
    source = f"sine=frequency=440:sample_rate=44100:duration={seconds}"
    ffmpeg.run(["-f", "lavfi", "-i", source, str(tone)], what="a tone")
    frame = yuv420p(np.full((64, 96, 3), 90, np.uint8))
    encode_take((frame for _ in range(32)), CANVAS, take, tone)
    found = probe(take)
    assert found.picture
    assert found.sound
    assert (found.picture.frames, found.picture.seconds) == (32, 2.0)
    assert (found.sound.codec, found.sound.rate, found.sound.channels) == ("alac", 48000, 2)
    assert found.sound.start == 0
    assert found.sound.seconds == 2.0
    with av.open(str(take)) as container:
        waves = [frame.to_ndarray() for frame in container.decode(audio=0)]
    heard = np.concatenate(waves, axis=1)[0].astype(float)
    loud = np.abs(heard) > 500
    first, last = np.flatnonzero(loud)[[0, -1]] / 48000
    assert first < 0.01  # no priming
    assert last == pytest.approx(min(seconds, 2.0), abs=0.02)


def test_a_take_without_a_sound_has_none(tmp_path: Path) -> None:
    frame = yuv420p(np.full((64, 96, 3), 90, np.uint8))
    encode_take((frame for _ in range(4)), CANVAS, tmp_path / "take.mp4")
    assert probe(tmp_path / "take.mp4").sound is None
