from __future__ import annotations

from pathlib import Path

import pytest

from engine.renderers import choose_renderers
from schemas.rendering import RendererSettings
from schemas.shot import Animate, Generate, PictureRef, Shot, Still
from tests.engine.renderers.diffusion.conftest import settings_of
from tests.tiny import tiny_wan

PICTURE = PictureRef(picture=0)


@pytest.mark.parametrize(
    ("shot", "renderer"),
    [
        (Still(operation="still", name="slide", frames=24, picture=PICTURE), "animatic"),
        (
            Generate(operation="generate", name="offer", frames=24, references=(PICTURE,)),
            "animatic",
        ),
        (Generate(operation="generate", name="mood", frames=24), "diffusion"),
        (Animate(operation="animate", name="open", frames=24, picture=PICTURE), "diffusion"),
    ],
)
def test_no_model_draws_again_what_the_row_shows_in_a_picture(
    tmp_path: Path, shot: Shot, renderer: str
) -> None:
    checkpoint = tiny_wan(tmp_path / "text")
    settings = RendererSettings(name="diffusion", diffusion=settings_of(checkpoint, None))
    assert choose_renderers(settings, tmp_path).of(shot).name == renderer
