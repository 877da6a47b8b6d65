"""What a take sounds like is heard in the film where the production keeps it, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from PIL import Image

from engine import ffmpeg
from engine.sound import pcm
from tests.engine.production.conftest import Studio
from tests.videos_server import VideosServer, serving

BOARD: dict[str, Any] = {
    "shots": [
        {"name": "mood", "operation": "generate", "seconds": 2, "subject": "a lamp"},
        {"name": "end", "operation": "still", "picture": 0, "seconds": 5},
    ]
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VideosServer]:
    """Gives 5 s of moving pictures with a tone of 440 Hz."""
    file = tmp_path_factory.mktemp("video") / "video.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=160x96:rate=24:duration=5")
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=5")
    ffmpeg.run([*picture, *tone, "-pix_fmt", "yuv420p", str(file)], what="a video")
    with serving(file.read_bytes()) as running:
        yield running


def film_of(folder: Path, server: VideosServer, **videos: Any) -> pcm.Samples:
    """The sound of a film of two shots, of which a server shoots the first. The other is silent for
    longer than a voice or music may be.
    """
    studio = Studio(folder)
    Image.new("RGB", (320, 320), (90, 120, 150)).save(folder / "lamp.png")
    (folder / "board.yaml").write_text(yaml.safe_dump(BOARD), "utf-8")
    at_server = {"base_url": server.url, "model": "m", "price": "free", "height": 96, **videos}
    production = {
        "catalog": "catalog.csv",
        "voice": {"engine": "none"},
        "pool": {"kind": "local"},
        "moderation": {"name": "off"},
        "renderers": [{"name": "videos-api", "videos": at_server}, {"name": "animatic"}],
        "deliveries": [{"profile": "preview"}],
    }
    (folder / "production.yaml").write_text(yaml.safe_dump(production), "utf-8")
    row = {"id": "lamp", "title": "Lamp", "images": "lamp.png"}
    studio.write((row | {"storyboard": "board.yaml"},))
    result = studio.produce()
    assert result.status == 0, result.rejects
    (film,) = folder.glob("out/films/*/*.mp4")
    return pcm.read(film, channels=1)[:, 0]


def test_a_takes_own_sound_is_heard_in_its_shot(tmp_path: Path, server: VideosServer) -> None:
    sound = film_of(tmp_path, server, sound=True)
    shot, after = sound[: pcm.RATE], sound[-pcm.RATE :]
    spectrum = np.abs(np.fft.rfft(shot))
    assert abs(int(spectrum.argmax()) - 440) <= 1  # bins of 1 Hz
    assert np.abs(shot).max() > 100 * max(float(np.abs(after).max()), 1e-6)


def test_a_sound_that_is_not_wanted_is_not_heard(tmp_path: Path, server: VideosServer) -> None:
    assert np.abs(film_of(tmp_path, server)).max() < 1e-4
