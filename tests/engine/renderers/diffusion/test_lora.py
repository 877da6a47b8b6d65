"""A LoRA file changes pixels as it should, re-keys what it changes, or is refused by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.renderers.diffusion import Diffusion
from engine.renderers.diffusion.load import Shelf
from schemas.errors import ProductionError, RenderError
from tests.engine.renderers.animatic.conftest import decoded
from tests.engine.renderers.diffusion.conftest import (
    GENERATE,
    Make,
    settings_of,
    setup_of,
    taken,
)

LAYER = "transformer.blocks.0.attn1.to_q"


@pytest.fixture
def lora(tmp_path: Path) -> Any:
    """Writes a LoRA file of rank 2 for the tiny Wan's first query."""
    import torch  # noqa: PLC0415 - heavy
    from safetensors.torch import save_file  # noqa: PLC0415 - heavy

    def _lora(name: str = "look.safetensors", layer: str = LAYER, wide: int = 24) -> Path:
        noise = torch.Generator().manual_seed(1)
        pair = {
            f"{layer}.lora_A.weight": torch.randn(2, wide, generator=noise),
            f"{layer}.lora_B.weight": torch.randn(wide, 2, generator=noise),
        }
        save_file(pair, tmp_path / name)
        return tmp_path / name

    return _lora


def renderer_of(folder: Path, base: Path, *loras: object) -> Diffusion:
    settings = settings_of(folder).model_dump(mode="json")
    settings["models"][0]["lora"] = list(loras)
    return Diffusion(type(settings_of(folder)).model_validate(settings), base)


def query(renderer: Diffusion) -> Any:
    """The layer's weights as they are loaded."""
    loaded = Shelf().load(renderer.checkpoints[0], renderer.device)
    return loaded.reader.transformer.blocks[0].attn1.to_q


def test_its_weights_are_added_with_their_strength(tiny: Make, tmp_path: Path, lora: Any) -> None:
    from safetensors.torch import load_file  # noqa: PLC0415 - heavy

    folder, file = tiny("text"), lora()
    pair = load_file(file)
    added = pair[f"{LAYER}.lora_B.weight"] @ pair[f"{LAYER}.lora_A.weight"]
    plain = query(renderer_of(folder, tmp_path)).weight
    half = query(renderer_of(folder, tmp_path, {"file": file.name, "strength": 0.5})).weight
    twice = query(renderer_of(folder, tmp_path, file.name, file.name)).weight
    assert np.allclose((half - plain).detach(), added * 0.5, atol=1e-5)
    assert np.allclose((twice - plain).detach(), added * 2, atol=1e-5)


def test_it_changes_the_take_its_key_and_its_lineage(tiny: Make, tmp_path: Path, lora: Any) -> None:
    folder, file = tiny("text"), lora()
    plain = renderer_of(folder, tmp_path)
    changed = renderer_of(folder, tmp_path, {"file": file.name, "strength": 3})
    setups = [setup_of(one, GENERATE) for one in (plain, changed)]
    assert setups[0].key() != setups[1].key()
    weaker = renderer_of(folder, tmp_path, {"file": file.name, "strength": 2})
    assert setup_of(weaker, GENERATE).key() not in {setup.key() for setup in setups}
    takes = [tmp_path / "plain.mp4", tmp_path / "changed.mp4"]
    told = [
        taken(renderer, setup, take)
        for renderer, setup, take in zip((plain, changed), setups, takes, strict=True)
    ]
    assert "lora" not in told[0]
    assert told[1]["lora"] == "look.safetensors x 3"
    one, other = map(decoded, takes)
    assert np.abs(np.stack(one).astype(int) - np.stack(other)).mean() > 0.5


@pytest.mark.parametrize(
    ("layer", "wide", "why"),
    [
        ("transformer.blocks.9.attn1.to_q", 24, "the model has no transformer.blocks.9.attn1.to_q"),
        (LAYER, 32, "32x32"),
        ("unet.mid", 24, "the model has no unet.mid"),
    ],
)
def test_one_of_another_model_is_refused(
    tiny: Make, tmp_path: Path, lora: Any, layer: str, wide: int, why: str
) -> None:
    renderer = renderer_of(tiny("text"), tmp_path, lora(layer=layer, wide=wide).name)
    with pytest.raises(RenderError, match=rf"a LoRA does not fit its model .*{why}"):
        Shelf().load(renderer.checkpoints[0], renderer.device)


def test_only_safetensors_that_are_there_are_taken(tiny: Make, tmp_path: Path) -> None:
    (tmp_path / "look.bin").write_bytes(b"pickled")
    for name in ("look.bin", "missing.safetensors"):
        with pytest.raises(ProductionError, match="no LoRA file in safetensors"):
            renderer_of(tiny("text"), tmp_path, name)
    (tmp_path / "torn.safetensors").write_bytes(b"\0" * 40)
    torn = renderer_of(tiny("text"), tmp_path, "torn.safetensors")
    with pytest.raises(RenderError, match="does not fit its model"):
        Shelf().load(torn.checkpoints[0], torn.device)
