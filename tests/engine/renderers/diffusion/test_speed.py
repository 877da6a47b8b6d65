"""Settings of a model's speed take effect, say so, and are refused where they cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.renderers.diffusion import Diffusion, speed
from engine.renderers.diffusion.load import Shelf
from schemas.errors import RenderError
from schemas.rendering import ModelSettings
from tests.engine.renderers.animatic.conftest import decoded
from tests.engine.renderers.diffusion.conftest import (
    GENERATE,
    Make,
    offer_of,
    settings_of,
    setup_of,
    taken,
)


def renderer_of(folder: Path, **fields: Any) -> Diffusion:
    settings = settings_of(folder).model_dump(mode="json")
    settings["models"][0] |= fields
    return Diffusion(type(settings_of(folder)).model_validate(settings), Path())


def test_another_attention_is_computed_told_and_keyed(tiny: Make, tmp_path: Path) -> None:
    plain, other = renderer_of(tiny("vace")), renderer_of(tiny("vace"), attention="_native_math")
    assert offer_of(plain, GENERATE).fingerprint != offer_of(other, GENERATE).fingerprint
    loaded = Shelf().load(other.checkpoints[0], other.device)
    assert set(speed._backends(loaded.reader.transformer)) == {"_native_math"}
    lineage = taken(other, setup_of(other, GENERATE), tmp_path / "take.mp4")
    assert lineage["attention"] == "_native_math"
    assert len(decoded(tmp_path / "take.mp4")) == 9


def test_compiled_blocks_are_compiled_when_they_are_first_used(
    tiny: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torch._dynamo import utils  # noqa: PLC0415 - heavy

    # Everything but the compiler, which a machine may lack and which takes minutes.
    monkeypatch.setattr(speed, "_COMPILED", {"backend": "eager"})
    plain, compiled = renderer_of(tiny("text")), renderer_of(tiny("text"), compile=True)
    assert offer_of(plain, GENERATE).fingerprint == offer_of(compiled, GENERATE).fingerprint
    before = utils.counters["stats"]["unique_graphs"]
    lineage = taken(compiled, setup_of(compiled, GENERATE), tmp_path / "take.mp4")
    first = utils.counters["stats"]["unique_graphs"]
    assert first > before
    assert lineage["compiled"] == "its blocks"
    taken(compiled, setup_of(compiled, GENERATE, seed=1), tmp_path / "take.mp4")
    assert utils.counters["stats"]["unique_graphs"] == first, "nothing is compiled twice"


@pytest.mark.parametrize("attention", ["sage", "quick"])
def test_what_this_machine_cannot_compute_is_said(attention: str, tiny: Make) -> None:
    renderer = renderer_of(tiny("text"), attention=attention)
    with pytest.raises(RenderError, match=rf"attention cannot be computed so .*{attention}"):
        Shelf().load(renderer.checkpoints[0], renderer.device)


def test_nothing_is_downloaded_to_be_faster() -> None:
    with pytest.raises(ValueError, match="would download a program and run it: install flash"):
        ModelSettings(folder="x", attention="flash_hub")
