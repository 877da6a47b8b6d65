"""The first renderer that offers a shot shoots it; where none does, every reason is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.renderers import RendererRouter, open_router
from schemas.errors import ProductionError, RowError
from schemas.reject import Code
from schemas.rendering import RendererSettings
from schemas.setup import Canvas
from schemas.shot import (
    Animate,
    ClipRef,
    Generate,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    ShotRef,
    Still,
)
from tests.engine.renderers.diffusion.conftest import settings_of
from tests.tiny import tiny_wan

PICTURE = PictureRef(picture=0)
CANVAS = Canvas(width=640, height=640)
BRAND = {"background": "#102030", "panel_radius": 0.014}
STILL = Still(operation="still", name="slide", frames=9, picture=PICTURE)
MOOD = Generate(operation="generate", name="mood", frames=9)
OPEN = Animate(operation="animate", name="open", frames=9, picture=PICTURE)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> RendererSettings:
    checkpoint = tiny_wan(tmp_path_factory.mktemp("tiny") / "text")
    return RendererSettings(name="diffusion", diffusion=settings_of(checkpoint))


def renderer_of(router: RendererRouter, shot: Shot) -> str:
    return router.route(shot, CANVAS, 9, BRAND).renderer


@pytest.mark.parametrize(
    ("shot", "renderer"),
    [
        (STILL, "animatic"),
        (
            Generate(operation="generate", name="offer", frames=9, references=(PICTURE,)),
            "animatic",
        ),
        (MOOD, "diffusion"),
        (OPEN, "animatic"),  # it has no model that begins with a picture
    ],
)
def test_the_first_that_offers_a_shot_shoots_it(
    model: RendererSettings, shot: Shot, renderer: str
) -> None:
    assert renderer_of(open_router([model, RendererSettings()], Path()), shot) == renderer


def test_the_order_decides(model: RendererSettings) -> None:
    assert renderer_of(open_router([RendererSettings(), model], Path()), MOOD) == "animatic"


def test_a_shot_may_name_its_renderer(model: RendererSettings) -> None:
    router = open_router([model, RendererSettings()], Path())
    named = MOOD.model_copy(update={"renderer": "animatic"})
    assert renderer_of(router, named) == "animatic"
    with pytest.raises(RowError, match="there is no renderer 'sora'"):
        renderer_of(router, MOOD.model_copy(update={"renderer": "sora"}))


def test_nothing_is_silently_shot_by_a_renderer_that_is_not_asked_for_it(
    model: RendererSettings,
) -> None:
    slides = RendererSettings(operations=("still",))
    router = open_router([model, slides], Path())
    assert renderer_of(router, STILL) == "animatic"
    with pytest.raises(
        RowError,
        match=r"diffusion: none of its models can begin with a picture; .*; animatic "
        r"is not asked for 'animate'",
    ) as error:
        renderer_of(router, OPEN)
    assert error.value.code == Code.OPERATION


def test_where_none_offers_a_shot_every_reason_is_told(tmp_path: Path) -> None:
    checkpoint = tiny_wan(tmp_path / "image", "image")
    model = RendererSettings(name="diffusion", diffusion=settings_of(checkpoint))
    plain = Restyle(operation="restyle", name="x", frames=9, source=ShotRef(shot="open"))
    with pytest.raises(RowError, match=r"diffusion: .*animatic: its description names no style"):
        renderer_of(open_router([model, RendererSettings()], Path()), plain)


def test_only_models_give_prompts(model: RendererSettings) -> None:
    assert open_router([model], Path()).gives_prompts
    assert not open_router([RendererSettings()], Path()).gives_prompts


def test_a_shot_that_names_its_renderer_gets_it_whatever_that_one_is_asked_for(
    model: RendererSettings,
) -> None:
    router = open_router([model, RendererSettings(operations=("still",))], Path())
    assert renderer_of(router, OPEN.model_copy(update={"renderer": "animatic"})) == "animatic"


def test_what_no_renderer_is_shown_is_refused_and_not_left_out() -> None:
    shot = OPEN.model_copy(update={"cast": ("mia",)})
    with pytest.raises(RowError, match="no model that could be told of the cast") as error:
        renderer_of(open_router([RendererSettings()], Path()), shot)
    assert error.value.code == Code.OPERATION


def test_a_rows_own_video_is_a_source_as_another_shot_is() -> None:
    shot = Loop(operation="loop", name="x", frames=9, source=ClipRef(video=0))
    assert renderer_of(open_router([RendererSettings()], Path()), shot) == "animatic"


def test_two_renderers_of_one_name_are_refused() -> None:
    with pytest.raises(ProductionError, match=r"one name.*renderers: animatic, animatic"):
        open_router([RendererSettings(), RendererSettings(operations=("still",))], Path())


def test_a_server_is_a_renderer_whose_offers_say_that_it_is_asked_and_what_it_costs() -> None:
    server = {"base_url": "http://127.0.0.1:9/v1", "model": "wan", "price": "free"}
    settings = RendererSettings.model_validate({"name": "videos-api", "videos": server})
    router = open_router([settings, RendererSettings()], Path())
    offer = router.route(MOOD, CANVAS, 9, BRAND)
    assert (offer.renderer, offer.offer.where, offer.offer.max_cost) == (
        "videos-api",
        "remote",
        None,
    )
    assert router.gives_prompts
    assert renderer_of(router, STILL) == "animatic"


def test_to_plan_a_shot_no_picture_library_is_imported() -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from engine.renderers import open_router\n"
        "from schemas.rendering import RendererSettings\n"
        "from schemas.setup import Canvas\n"
        "from schemas.shot import Still\n"
        "router = open_router([RendererSettings()], Path())\n"
        "still = Still(operation='still', name='a', frames=9)\n"
        "brand = {'background': '#102030', 'panel_radius': 0.014}\n"
        "router.route(still, Canvas(width=640, height=640), 9, brand)\n"
        "assert not {'cv2', 'PIL', 'av', 'torch'} & set(sys.modules), sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])
