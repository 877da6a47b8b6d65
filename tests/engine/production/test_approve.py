"""Approval before shooting: animatics first, then only the approved rows go to whoever is paid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import yaml
from PIL import Image

from engine import ffmpeg
from schemas.errors import ProductionError
from tests.engine.production.conftest import DEMO, Studio
from tests.videos_server import VideosServer, serving

SHOTS = [{"name": "mood", "operation": "generate", "seconds": 2, "subject": "a brass lamp"}]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[VideosServer]:
    path = tmp_path / "video.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=16:duration=4")
    ffmpeg.run([*picture, "-pix_fmt", "yuv420p", str(path)], what="a video")
    with serving(path.read_bytes()) as running:
        yield running


def _studio(folder: Path, server: VideosServer) -> Studio:
    """Two rows, each of one shot that a server makes."""
    with Image.open(DEMO / "halo-lamp-1.jpg") as opened:
        opened.resize((240, 240)).save(folder / "lamp.jpg", quality=90)
    (folder / "board.yaml").write_text(yaml.safe_dump({"shots": SHOTS}), "utf-8")
    row = {"images": "lamp.jpg", "storyboard": "board.yaml"}
    studio = Studio(folder)
    studio.write(({"id": "lamp", "title": "Lamp", **row}, {"id": "cup", "title": "Cup", **row}))
    price = {"amount": "0.10", "currency": "USD"}
    videos = {"base_url": server.url, "model": "wan", "height": 64, "price": price}
    production = {
        "catalog": "catalog.csv",
        "approve": "before_shooting",
        "voice": {"engine": "none"},
        "pool": {"kind": "local"},
        "moderation": {"name": "off"},
        "takes": {"retakes": 0},
        "budget": {"amount": "1", "currency": "USD"},
        "renderers": [
            {"name": "videos-api", "operations": ["generate"], "videos": videos},
            {"name": "animatic", "operations": ["still"]},
        ],
        "deliveries": [{"profile": "preview"}],
    }
    (folder / "production.yaml").write_text(yaml.safe_dump(production), "utf-8")
    return studio


def test_only_approved_rows_are_shot_by_who_is_paid(tmp_path: Path, server: VideosServer) -> None:
    studio = _studio(tmp_path, server)
    first = studio.produce().counts
    assert (first.films.made, server.asked) == (2, [])
    assert not first.spent.amount
    sheet = tmp_path / "out" / "status.xlsx"
    book = openpyxl.load_workbook(sheet)
    rows = {row[1].value: row for row in book["status"].iter_rows(min_row=2)}
    assert all("an animatic: approve it" in row[4].value for row in rows.values())
    rows["lamp"][7].value, rows["cup"][7].value = "approved", "rejected"
    book.save(sheet)
    counts, films = studio.plan()
    assert films["lamp_preview"].action.value == "change"
    assert counts.spent.amount > 0
    second = studio.produce().counts
    assert (second.films.made, second.films.withdrawn) == (1, 1)
    assert sum(one.startswith("POST") for one in server.asked) == 1
    again = openpyxl.load_workbook(sheet)["status"]
    kept = {
        row[1]: (row[3], row[4], row[7]) for row in again.iter_rows(min_row=2, values_only=True)
    }
    assert kept["lamp"] == ("delivered", None, "approved")
    assert kept["cup"][::2] == ("skipped", "rejected")
    third = studio.produce().counts
    assert (third.films.reused, third.shots.rendered) == (1, 0)


def test_without_anybody_who_makes_animatics_nothing_can_be_approved(
    tmp_path: Path, server: VideosServer
) -> None:
    studio = _studio(tmp_path, server)
    fields = yaml.safe_load((tmp_path / "production.yaml").read_text("utf-8"))
    studio.set(renderers=fields["renderers"][:1])
    with pytest.raises(ProductionError, match="no renderer makes any"):
        studio.plan()
