"""What a production's rows depend on beside themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.production.context import Paths, RunContext
from engine.production.opening import open_context
from schemas.outside import ModerationSettings
from schemas.production import Production
from schemas.rendering import RendererSettings
from tests.engine.renderers.diffusion.conftest import settings_of
from tests.tiny import tiny_wan


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(
        base=tmp_path,
        catalog=tmp_path / "shop.csv",
        root=tmp_path,
        out=tmp_path / "out",
        store=str(tmp_path / "store"),
        state=tmp_path / "store",
        config=tmp_path / "config",
    )


def row_inputs(production: Production, paths: Paths) -> str:
    with open_context(production, paths) as context:
        return context.row_inputs


def test_a_changed_checkpoint_in_the_same_folder_has_every_row_planned_again(
    paths: Paths, tmp_path: Path
) -> None:
    """Its settings only name the folder, so that the takes of the old one were reused."""
    folder = tiny_wan(tmp_path / "model")
    model = RendererSettings(name="diffusion", diffusion=settings_of(folder))
    production = Production(renderers=(model,), moderation=ModerationSettings(name="off"))
    before = row_inputs(production, paths)
    assert row_inputs(production, paths) == before
    configuration = folder / "scheduler" / "scheduler_config.json"
    configuration.write_text(configuration.read_text().replace("3.0", "5.0"))
    assert row_inputs(production, paths) != before


def test_what_rows_share_is_asked_once_of_each_open_production(paths: Paths) -> None:
    asked: list[tuple[str, str]] = []

    def called(context: RunContext, word: str) -> str:
        asked.append((context.production.name, word))
        return f"{context.production.name} {word}"

    for name in ("one", "other"):
        with open_context(Production(name=name), paths) as context:
            assert context.once(called)("cup") == f"{name} cup"
            assert context.once(called)("cup") == f"{name} cup"
    assert asked == [("one", "cup"), ("other", "cup")]
