"""`look` tells what is seen in a picture, and draws it over a copy."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from flows.command_line.main import app
from schemas.errors import RenderError
from schemas.understanding import PictureKind, Understanding
from tests.engine.pictures.drawn import on_ground

BOX = (0.3, 0.25, 0.7, 0.75)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "bowl.png"
    Image.fromarray(on_ground(BOX)).save(path)
    return path


def test_it_draws_the_subject_and_says_the_kind(picture: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["look", str(picture), "--out", str(tmp_path / "seen")])
    assert done.exit_code == 0
    assert f"{picture}: packshot (0.95), on plain #f4f4f2" in done.stdout
    with Image.open(tmp_path / "seen" / "bowl-seen.jpg") as drawn:
        pixels = np.asarray(drawn).astype(int)
    assert pixels.shape[1] == 600
    reddish = (pixels[..., 0] > 170) & (pixels[..., 1] < 110) & (pixels[..., 2] < 120)
    rows, columns = np.nonzero(reddish & (pixels[..., 0] > pixels[..., 1] + 100))
    assert columns.min() == pytest.approx(BOX[0] * 600, abs=12)
    assert columns.max() == pytest.approx(BOX[2] * 600, abs=12)
    assert rows.min() == pytest.approx(BOX[1] * 480, abs=12)


def test_as_json_it_is_what_was_seen(picture: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "seen")
    done = CliRunner().invoke(app, ["look", str(picture), str(picture), "--out", out, "--json"])
    first, second = json.loads(done.stdout)
    assert [Path(each.pop("annotated")).name for each in (first, second)] == [
        "bowl-seen.jpg",
        "bowl-2-seen.jpg",
    ]
    assert first == second
    assert first["picture"] == str(picture)
    seen = Understanding.model_validate(first["seen"])
    assert seen.kind == PictureKind.PACKSHOT


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["look", str(tmp_path / "none.jpg"), "--out", str(tmp_path)])
    assert isinstance(done.exception, RenderError)
    assert "none.jpg" in str(done.exception)
