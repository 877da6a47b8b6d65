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
from engine.renderers.diffusion.checkpoint import Checkpoint, digest_of, open_checkpoint
from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.licences import Policy, stated_licences
from engine.renderers.diffusion.table import open_table
from engine.renderers.rules import Rules
from schemas.errors import ProductionError, RenderError
from schemas.rendering import ModelSettings
from tests.engine.renderers.diffusion.conftest import (
    GENERATE,
    Make,
    offer_of,
    settings_of,
    setup_of,
    taken,
)
from tests.tiny import LICENCE

TABLE = open_table()


@pytest.fixture
def own(tiny: Make, tmp_path: Path) -> Path:
    """A text-to-video checkpoint that a test may spoil."""
    return shutil.copytree(tiny("text"), tmp_path / "own")


def opened(folder: Path, licence: str = "apache", **policy: Any) -> Checkpoint:
    settings = ModelSettings(folder=str(folder))
    return open_checkpoint(folder, Policy(licence, **policy), TABLE, settings)


def _index(folder: Path, **change: Any) -> None:
    path = folder / "model_index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("text", Rules(16, 4, Fraction(16))),
        ("image", Rules(16, 4, Fraction(16))),
        ("vace", Rules(16, 4, Fraction(16))),
        ("both", Rules(32, 4, Fraction(24))),
        ("ltx2", Rules(32, 8, Fraction(24))),
    ],
)
def test_its_rules_are_read_from_its_own_configuration(kind: Any, rules: Rules, tiny: Make) -> None:
    assert opened(tiny(kind)).abilities.rules == rules


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("text", {Need.WORDS, Need.REDRAW}),
        ("text-two", {Need.WORDS}),
        ("image", {Need.START, Need.ENDS}),
        ("image-clip", {Need.START}),
        ("image-pair", {Need.ENDS}),
        ("both", {Need.WORDS, Need.START}),
        ("vace", set(Need)),
        ("ltx2", set(Need) - {Need.REFERENCES}),
    ],
)
def test_what_it_can_do_is_read_from_its_class(kind: Any, needs: set[Need], tiny: Make) -> None:
    assert set(opened(tiny(kind)).abilities.pipelines) == needs


def test_a_distilled_ltx_draws_in_eight_steps_without_guidance_and_a_full_one_does_not(
    tiny: Make, tmp_path: Path
) -> None:
    found = opened(tiny("ltx2")).abilities
    assert (found.steps, found.guidance) == (8, 1.0)
    full = shutil.copytree(tiny("ltx2"), tmp_path / "full")
    path = full / "scheduler" / "scheduler_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"use_dynamic_shifting": True}))
    assert opened(full).abilities.guidance > 1


def test_what_the_settings_say_goes_before_the_table_and_that_before_the_family(
    tiny: Make,
) -> None:
    def drawn(**fields: Any) -> tuple[int, float]:
        settings = ModelSettings(folder="a", **fields)
        found = open_checkpoint(tiny("text"), Policy("apache"), TABLE, settings).abilities
        return found.steps, found.guidance

    assert drawn() == (40, 5.0)
    assert drawn(name="wan-2.2-t2v-a14b") == (40, 4.0)
    assert drawn(name="wan-2.2-t2v-a14b", steps=20) == (20, 4.0)
    assert drawn(name="wan-2.2-t2v-a14b", guidance=2.0) == (40, 2.0)
    with pytest.raises(ProductionError, match=r"not in the table .*name wan-9; there are wan-2\.1"):
        drawn(name="wan-9")
    with pytest.raises(
        ProductionError, match=r"not the model that it is named after .*multiple=16"
    ):
        drawn(name="ltx-2.5")


def test_a_length_that_it_cannot_draw_is_refused_with_one_that_it_can(tiny: Make) -> None:
    settings = ModelSettings(folder="a", longest=10)
    with pytest.raises(ProductionError, match=r"longest 10, its clips have 4k\+1 .*at least 5"):
        open_checkpoint(tiny("text"), Policy("apache"), TABLE, settings)


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ProductionError, match=r"no checkpoint .*no model_index\.json.*nothing is d"
    ):
        opened(tmp_path)


def test_an_index_that_is_no_json_is_refused(own: Path) -> None:
    (own / "model_index.json").write_text("{")
    with pytest.raises(ProductionError, match=r"cannot be read .*model_index\.json"):
        opened(own)


def test_a_class_that_no_family_knows_is_refused(own: Path) -> None:
    _index(own, _class_name="MochiPipeline")
    with pytest.raises(ProductionError, match=r"no family .*MochiPipeline; known are Wan.*, LTX2"):
        opened(own)


def test_paths_start_from_the_production(tiny: Make) -> None:
    folder = tiny("text")
    renderer = Diffusion(settings_of(Path(folder.name)), folder.parent)
    offer = offer_of(renderer, GENERATE)
    assert offer.fingerprint["checkpoints"]["opening"]["digest"] == digest_of(folder)


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
    assert opened(own).abilities.reader == "WanPipeline"


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
    renderer = Diffusion(settings_of(own), Path())
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
    assert set(dict(stated_licences(_licensed(own, files), TABLE.licences)).values()) == {
        "apache-2.0"
    }
    assert opened(own).folder == own


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"LICENSE": "LTX-2 Community License Agreement"}, r"LICENSE says ltx-2\)"),
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
    assert opened(own, licence="any", revenue=0).folder == own


HUNYUAN = "TENCENT HUNYUAN COMMUNITY LICENSE AGREEMENT"
LTX = "LTX-2 Community License Agreement"


@pytest.mark.parametrize(
    ("text", "policy", "clause"),
    [
        (
            LTX,
            {},
            r"ends at a yearly revenue of 10000000 USD .*LICENSE, ltx-2, clause on revenue: ",
        ),
        (LTX, {"revenue": 10_000_000}, r"clause on revenue: .* affiliates .*is 10000000 USD"),
        (LTX, {"revenue": 9_999_999}, ""),
        (HUNYUAN, {}, r"not said where films are shown .*clause on territory: .*Say `shown_in`"),
        (HUNYUAN, {"shown_in": ("CH", "DE")}, r"excludes DE, where .*clause on territory: .*Korea"),
        (HUNYUAN, {"shown_in": ("EU",)}, r"excludes EU, where "),
        (HUNYUAN, {"shown_in": ("CH", "JP")}, ""),
    ],
)
def test_a_licence_is_refused_by_its_clause_before_anything_is_loaded(
    text: str, policy: dict[str, Any], clause: str, own: Path
) -> None:
    _licensed(own, {"LICENSE": text})
    if not clause:
        assert opened(own, "any", **policy).folder == own
        return
    with pytest.raises(ProductionError, match=clause):
        opened(own, "any", **policy)


def test_a_licence_that_a_card_names_beside_other_is_found(own: Path) -> None:
    card = CARD.format("other\nlicense_name: ltx-2-community-license-agreement")
    _licensed(own, {"README.md": card})
    assert dict(stated_licences(own, TABLE.licences)) == {"README.md": "ltx-2"}


def test_a_production_adds_models_and_licences_and_replaces_what_it_names(tmp_path: Path) -> None:
    own = tmp_path / "models.yaml"
    own.write_text(
        "models:\n"
        "  ours: {family: wan, pipeline: WanPipeline, repository: us/ours, licence: ours, "
        "size: {disk: 3, memory: 8}, rules: {multiple: 16, step: 4, rate: 16, longest: 81}, "
        "schedule: {steps: 4, guidance: 1}}\n"
        "licences:\n  ours: {title: Our Terms, card: ours, excluded: {territories: [FR]}}\n"
    )
    table = open_table(own)
    assert table.models["ours"].schedule.steps == 4
    assert "ltx-2.5" in table.models
    assert table.licences["ours"].excluded is not None


UNLICENSED = (
    "models: {a: {family: f, pipeline: P, repository: r, size: {disk: 1, memory: 1}, rules: "
    "{multiple: 16, step: 4, rate: 16, longest: 81}, schedule: {steps: 1, guidance: 1}, "
    "licence: x}}"
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("- a list", "has no|not|dict|iter"),
        ("models: {a: {family: wan}}", "schedule"),
        (
            UNLICENSED,
            "model a is under 'x', which is none of its licences",
        ),
    ],
)
def test_a_table_of_another_form_is_refused_with_its_name(
    text: str, why: str, tmp_path: Path
) -> None:
    own = tmp_path / "models.yaml"
    own.write_text(text)
    with pytest.raises(
        ProductionError, match=rf"(?s)table of models cannot be read .*yaml.*({why})"
    ):
        open_table(own)


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
