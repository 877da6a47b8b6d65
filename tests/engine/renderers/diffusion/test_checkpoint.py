"""A checkpoint is opened where it is whole, safe, allowed and fitting, and is told from others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from engine.renderers.diffusion import Diffusion
from engine.renderers.diffusion.checkpoint import (
    Checkpoint,
    digest_of,
    open_checkpoint,
    stated_licences,
)
from engine.renderers.diffusion.families import FAMILIES
from engine.renderers.rules import Rules
from schemas.errors import ProductionError, RenderError
from tests.engine.renderers.diffusion.conftest import (
    GENERATE,
    Make,
    offer_of,
    settings_of,
    setup_of,
    taken,
)
from tests.tiny import LICENCE

WAN = FAMILIES["wan"]


@pytest.fixture
def own(tiny: Make, tmp_path: Path) -> Path:
    """A text-to-video checkpoint that a test may spoil."""
    return shutil.copytree(tiny("text"), tmp_path / "own")


def opened(folder: Path, operation: str = "generate", licence: str = "apache") -> Checkpoint:
    return open_checkpoint(folder, WAN, operation, licence)


def _index(folder: Path, **change: Any) -> None:
    path = folder / "model_index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))


@pytest.mark.parametrize(
    ("kind", "operation", "rules"),
    [
        ("text", "generate", Rules(16, 4, Fraction(16))),
        ("image", "animate", Rules(16, 4, Fraction(16))),
        ("both", "generate", Rules(32, 4, Fraction(24))),
        ("both", "animate", Rules(32, 4, Fraction(24))),
    ],
)
def test_its_rules_are_read_from_its_own_configuration(
    kind: Any, operation: str, rules: Rules, tiny: Make
) -> None:
    assert opened(tiny(kind), operation).abilities.rules == rules


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ProductionError, match=r"no checkpoint .*no model_index\.json.*nothing is d"
    ):
        opened(tmp_path)


def test_an_index_that_is_no_json_is_refused(own: Path) -> None:
    (own / "model_index.json").write_text("{")
    with pytest.raises(ProductionError, match=r"cannot be read .*model_index\.json"):
        opened(own)


@pytest.mark.parametrize(("kind", "operation"), [("image", "generate"), ("text", "animate")])
def test_a_checkpoint_for_the_other_operation_is_refused(
    kind: Any, operation: str, tiny: Make
) -> None:
    with pytest.raises(ProductionError, match=rf"not one that wan can {operation} with .*Wan\w+,"):
        opened(tiny(kind), operation)


def test_two_checkpoints_that_shoot_in_different_rates_are_refused(tiny: Make) -> None:
    with pytest.raises(ProductionError, match=r"16 px at 16 fps and steps of 32 px at 24 fps"):
        Diffusion(settings_of(tiny("text"), tiny("both")), Path())


def test_paths_start_from_the_production(tiny: Make) -> None:
    folder = tiny("text")
    renderer = Diffusion(settings_of(Path(folder.name), None), folder.parent)
    offer = offer_of(renderer, GENERATE)
    assert offer.fingerprint["checkpoints"] == {"generate": digest_of(folder)}


@pytest.mark.parametrize("place", ["pipeline.py", "transformer/modeling.py"])
def test_a_program_in_the_folder_is_refused(place: str, own: Path) -> None:
    (own / place).write_text("print('run')")
    with pytest.raises(ProductionError, match=rf"holds a program .*{place}"):
        opened(own)


@pytest.mark.parametrize("suffix", ["bin", "pt", "pth", "ckpt", "pkl"])
def test_weights_that_are_only_pickled_are_refused(suffix: str, own: Path) -> None:
    (own / "vae" / "diffusion_pytorch_model.safetensors").rename(own / "vae" / f"model.{suffix}")
    with pytest.raises(ProductionError, match=r"weights are pickled.*own/vae: no \*\.safetensors"):
        opened(own)


def test_pickled_weights_beside_safe_ones_are_not_looked_at(own: Path) -> None:
    (own / "vae" / "diffusion_pytorch_model.bin").write_bytes(b"not even a pickle")
    assert opened(own).abilities.pipeline == "WanPipeline"


@pytest.mark.parametrize(
    "change",
    [
        {"transformer": ["transformer_own", "Own"]},
        {"vae": ["os", "system"]},
        {"scheduler": ["diffusers", "Own", "more"]},
        {"_class_name": ["own_pipeline", "Own"]},
    ],
    ids=str,
)
def test_a_class_from_elsewhere_is_refused(change: dict[str, Any], own: Path) -> None:
    _index(own, **change)
    (name,) = change
    with pytest.raises(
        ProductionError, match=rf"neither diffusers' nor tr.*index\.json: {name} is"
    ):
        opened(own)


def test_a_broken_file_of_weights_is_a_render_error(own: Path, tmp_path: Path) -> None:
    (own / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"\x00" * 100)
    renderer = Diffusion(settings_of(own, None), Path())
    with pytest.raises(RenderError, match=r"checkpoint cannot be loaded .*own.*Copy it again"):
        taken(renderer, setup_of(renderer, GENERATE), tmp_path / "take.mp4")


CARD = "---\nlanguage: en\nlicense: {}\ntags:\n- video\n---\n# A model\nlicense: none of this\n"


def _licensed(folder: Path, files: dict[str, str]) -> Path:
    (folder / "LICENSE").unlink()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    "files",
    [
        {"LICENSE": LICENCE + "\n   TERMS AND CONDITIONS"},
        {"LICENSE.txt": "Apache License, Version 2.0"},
        {"README.md": CARD.format("apache-2.0")},
        {"README.md": CARD.format('"Apache-2.0"'), "LICENSE.md": LICENCE},
        {"README.md": "# A model without a header", "LICENSE": LICENCE},
    ],
    ids=str,
)
def test_apache_is_recognised_in_cards_and_licence_files(files: dict[str, str], own: Path) -> None:
    assert set(dict(stated_licences(_licensed(own, files))).values()) == {"apache-2.0"}
    assert opened(own).folder == own


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"LICENSE": "LTX-2 Community License Agreement"}, r"LICENSE says 'LTX-2 Community"),
        ({"README.md": CARD.format("cc-by-nc-4.0")}, r"README\.md says cc-by-nc-4\.0"),
        ({"README.md": CARD.format("other"), "LICENSE": LICENCE}, r"README\.md says other"),
        ({"LICENSE": "The Apache License of Fjell & Co"}, r"LICENSE says 'The Apache License of"),
        ({"LICENSE": "Apache License Version 1.1"}, r"LICENSE says 'Apache License Version 1\.1"),
    ],
    ids=str,
)
def test_any_other_licence_is_refused_by_name_and_place(
    files: dict[str, str], said: str, own: Path
) -> None:
    _licensed(own, files)
    with pytest.raises(ProductionError, match=rf"only Apache-2\.0 is .*own/{said}.*licence: any"):
        opened(own)
    assert opened(own, licence="any").folder == own


def test_a_checkpoint_that_states_no_licence_is_refused_with_what_to_do(own: Path) -> None:
    _licensed(own, {"README.md": "# A model"})
    with pytest.raises(
        ProductionError, match=r"does not say its licence, .*Put the model's LICENSE"
    ):
        opened(own)
    assert opened(own, licence="any").folder == own


def _rescaled(folder: Path) -> None:
    """Other weights in a file of the same size with the same header, as another training gives."""
    path = next((folder / "transformer").glob("*.safetensors"))
    data = bytearray(path.read_bytes())
    for place in range(len(data) // 2, len(data)):
        data[place] ^= 1
    path.write_bytes(data)


def _configured(folder: Path) -> None:
    path = folder / "scheduler" / "scheduler_config.json"
    path.write_text(path.read_text().replace("3.0", "5.0"))


def _longer(folder: Path) -> None:
    with next((folder / "vae").glob("*.safetensors")).open("ab") as file:
        file.write(b"\x00")


@pytest.mark.parametrize("change", [_rescaled, _configured, _longer])
def test_a_changed_checkpoint_has_another_digest(
    change: Callable[[Path], None], own: Path, tiny: Make
) -> None:
    assert digest_of(own) == digest_of(tiny("text"))
    change(own)
    assert digest_of(own) != digest_of(tiny("text"))


def test_what_loads_nothing_does_not_count(own: Path, tiny: Make) -> None:
    (own / "README.md").write_text("# Read me")
    (own / ".cache").mkdir()
    (own / ".cache" / "downloaded").write_text("today")
    assert digest_of(own) == digest_of(tiny("text"))


def test_other_seeds_of_the_same_shapes_have_other_digests(tiny: Make, tmp_path: Path) -> None:
    from tests.tiny import tiny_wan  # noqa: PLC0415 - heavy

    assert digest_of(tiny_wan(tmp_path / "other", "text", seed=1)) != digest_of(tiny("text"))
