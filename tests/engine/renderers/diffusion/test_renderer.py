"""Takes of tiny models of the real classes: what is asked for is what comes out."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.media import probe
from engine.pool import WorkerResources
from engine.renderers.diffusion import Diffusion
from engine.renderers.diffusion.families.wan import Wan
from engine.renderers.diffusion.load import shelf
from schemas.errors import RenderError
from schemas.setup import Canvas
from schemas.shot import (
    Animate,
    Blend,
    Card,
    ClipRef,
    Extend,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    Still,
)
from tests.engine.renderers.animatic.conftest import decoded
from tests.engine.renderers.diffusion.conftest import (
    ANIMATE,
    GENERATE,
    TOWARDS,
    Make,
    Shoot,
    offer_of,
    refusal_of,
    settings_of,
    setup_of,
    taken,
)

CLIP = ClipRef(video=0)
PICTURE = PictureRef(picture=0)
EXTEND = Extend(operation="extend", name="x", frames=24, source=CLIP)
SHOWN = GENERATE.model_copy(update={"references": (PICTURE,)})
CARDED = GENERATE.model_copy(update={"cards": (Card(frame=3, picture=PICTURE),)})
Photo = Callable[[int], Path]


def apart(one: Path, other: Path) -> float:
    """How far two takes' frames are apart, in levels of 255."""
    pairs = zip(decoded(one), decoded(other), strict=True)
    return float(np.mean([np.abs(a.astype(int) - b).mean() for a, b in pairs]))


def test_planning_imports_no_torch(tiny: Make, tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from engine.renderers.diffusion import Diffusion\n"
        "from schemas.rendering import DiffusionSettings\n"
        "from schemas.setup import Canvas\n"
        "from schemas.shot import Generate\n"
        f"one = Diffusion(DiffusionSettings(models=[{str(tiny('text'))!r}]), Path('.'))\n"
        "shot = Generate(operation='generate', name='shot', frames=9)\n"
        "offer = one.offer(shot, Canvas(width=640, height=640), 9, {})\n"
        "assert offer.prompt and offer.fingerprint\n"
        "assert not {'torch', 'diffusers', 'transformers'} & set(sys.modules)\n"
    )
    root = Path(__file__).parents[4]
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)
    del tmp_path


def test_a_take_has_the_size_rate_and_frames_of_its_setup(shoot: Shoot) -> None:
    take, _ = shoot(GENERATE, models=("text",))
    picture = probe(take).picture
    assert picture
    assert (picture.width, picture.height, picture.rate) == (64, 64, Fraction(16))
    assert (picture.frames, picture.uneven, picture.start) == (5, 0, 0)
    colour = picture.colour
    assert (colour.primaries, colour.transfer, colour.matrix, colour.full) == (1, 1, 1, False)


def test_the_same_seed_draws_the_same_and_another_another(shoot: Shoot) -> None:
    first, _ = shoot(GENERATE, models=("text",), name="first.mp4")
    again, _ = shoot(GENERATE, models=("text",), name="again.mp4")
    other, _ = shoot(GENERATE, models=("text",), seed=1, name="other.mp4")
    assert apart(first, again) < 0.5
    assert apart(first, other) > 5


def test_any_whole_number_is_a_seed(shoot: Shoot) -> None:
    for seed in (-1, 2**70):
        assert shoot(GENERATE, models=("text",), seed=seed)[1]["seed"] == str(seed)


def test_other_words_draw_something_else(shoot: Shoot) -> None:
    said = GENERATE.description.model_copy(update={"subject": "an empty boat on a lake at dawn"})
    other = GENERATE.model_copy(update={"description": said})
    first, lineage = shoot(GENERATE, models=("text",), name="first.mp4")
    second, changed = shoot(other, models=("text",), name="second.mp4")
    assert apart(first, second) > 0.2
    assert lineage["prompt"] != changed["prompt"]


def test_without_guidance_the_model_is_asked_once_a_step(shoot: Shoot) -> None:
    guided, _ = shoot(GENERATE, models=("text",), name="guided.mp4")
    alone, lineage = shoot(GENERATE, models=("text",), guidance=1.0, name="alone.mp4")
    assert lineage["guidance"] == "1"
    assert apart(guided, alone) > 0.5


@pytest.mark.parametrize("image", ["image", "image-clip", "both"])
def test_another_picture_is_set_in_motion_otherwise(image: str, shoot: Shoot, photo: Photo) -> None:
    first, _ = shoot(ANIMATE, photo(1), models=(image,), name="first.mp4")
    again, _ = shoot(ANIMATE, photo(1), models=(image,), name="again.mp4")
    other, _ = shoot(ANIMATE, photo(2), models=(image,), name="other.mp4")
    assert len(decoded(first)) == 5
    assert apart(first, again) < 0.5
    assert apart(first, other) > max(1, 4 * apart(first, again))


@pytest.mark.parametrize("image", ["image", "image-pair"])
def test_the_last_picture_changes_how_a_shot_ends(image: str, shoot: Shoot, photo: Photo) -> None:
    first, _ = shoot(TOWARDS, photo(1), photo(2), models=(image,), name="first.mp4")
    other, _ = shoot(TOWARDS, photo(1), photo(3), models=(image,), name="other.mp4")
    assert apart(first, other) > 0.1


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_model_of_two_transformers_shoots_in_either_precision(
    precision: str, shoot: Shoot
) -> None:
    take, _ = shoot(GENERATE, models=("text-two",), precision=precision)
    assert len(decoded(take)) == 5


def test_a_longer_shot_is_continued_from_the_last_frame_of_each_clip(
    shoot: Shoot, photo: Photo
) -> None:
    longer, lineage = shoot(ANIMATE, photo(1), models=("image",), frames=20, name="longer.mp4")
    clip, _ = shoot(ANIMATE, photo(1), models=("image",), frames=9, name="clip.mp4")
    frames = decoded(longer)
    assert lineage["clips"] == "9 + 9 + 5"
    assert len(frames) == 21
    shared = [np.abs(a.astype(int) - b).mean() for a, b in zip(frames, decoded(clip), strict=False)]
    assert max(shared[:8]) < 2


def test_what_words_begin_a_picture_continues(shoot: Shoot) -> None:
    take, lineage = shoot(GENERATE, models=("text", "image"), frames=12)
    assert len(decoded(take)) == 13
    assert lineage["clips"] == "9 + 5"
    assert lineage["model"] == "text + image"
    assert len(lineage["loaded_at"].split(" + ")) == 2


def test_one_checkpoint_for_both_is_loaded_once(shoot: Shoot) -> None:
    take, lineage = shoot(GENERATE, models=("both",), frames=12)
    loaded = lineage["loaded_at"].split(" + ")
    assert len(set(loaded)) == 1
    picture = probe(take).picture
    assert picture
    assert (picture.frames, picture.rate) == (13, Fraction(24))


def test_a_single_frame_is_a_take(shoot: Shoot) -> None:
    assert len(decoded(shoot(GENERATE, models=("text",), frames=1)[0])) == 1


def test_a_take_says_which_model_made_it_how_and_where(shoot: Shoot, tiny: Make) -> None:
    _, lineage = shoot(GENERATE, models=("text",), seed=3)
    _, again = shoot(GENERATE, models=("text",), seed=4)
    renderer = Diffusion(settings_of(tiny("text")), Path())
    assert lineage["model"] == "text"
    checkpoints = offer_of(renderer, GENERATE).fingerprint["checkpoints"]
    assert lineage["model_revision"] == checkpoints["opening"]["digest"]
    assert (lineage["steps"], lineage["guidance"], lineage["seed"]) == ("2", "5", "3")
    assert lineage["diffusers"].startswith("0.")
    assert lineage["torch"].startswith("2.")
    # The model stayed in this process.
    assert (lineage["worker"], lineage["loaded_at"]) == (again["worker"], again["loaded_at"])


def _only(*folders: Path) -> Diffusion:
    return Diffusion(settings_of(*folders), Path())


def test_what_is_offered_is_refused_nowhere(tiny: Make) -> None:
    renderer = _only(tiny("text"), tiny("image"))
    assert [refusal_of(renderer, shot) for shot in (GENERATE, ANIMATE, TOWARDS)] == ["", "", ""]


LACKING: list[tuple[str, Shot, str]] = [
    (
        "image",
        GENERATE,
        r"draw from words alone; add one to `models`: wan-2\.1-t2v-1\.3b \(Wan-AI/",
    ),
    ("text", ANIMATE, r"begin with a picture; .*wan-2\.1-i2v-14b .*about 92 GB"),
    ("image", EXTEND.model_copy(update={"direction": "backward"}), r"which frames stand .*vace"),
    ("text", EXTEND, r"which frames stand where.*VACE-1\.3B-diffusers, about 19 GB.*ltx-2 "),
    ("text", Loop(operation="loop", name="x", frames=24, source=CLIP), r"which frames.*vace"),
    (
        "text",
        Blend(operation="blend", name="x", frames=24, first=CLIP, second=CLIP),
        r"which frames.*vace",
    ),
    (
        "image",
        Restyle(operation="restyle", name="x", frames=24, source=CLIP),
        r"redraw a clip with a strength; .*wan-2\.1-t2v-1\.3b.*ltx-2",
    ),
    ("text", CARDED, r"which frames stand where; .*vace"),
    (
        "ltx2",
        SHOWN.model_copy(update={"renderer": "diffusion"}),
        r"be shown reference pictures and be told which .*wan-2\.1-vace-1\.3b",
    ),
]


@pytest.mark.parametrize(("kind", "shot", "why"), LACKING, ids=lambda one: str(one)[:24])
def test_what_no_model_can_do_is_refused_with_what_to_download(
    kind: Any, shot: Shot, why: str, tiny: Make
) -> None:
    said = refusal_of(_only(tiny(kind)), shot)
    assert re.search(rf"^none of its models can .*{why}", said), said


UNASKED: list[tuple[Shot, str]] = [
    (Still(operation="still", name="x", frames=24, picture=PICTURE), "as it is, and no model"),
    (Still(operation="still", name="x", frames=24), "only for a shot that says `renderer: diff"),
    (SHOWN, "it would redraw the row's own pictures"),
    (
        Blend(operation="blend", name="x", frames=24, first=CLIP, second=CLIP, curve=(0.5, 0.5)),
        "the curve 0.5, 0.5 never comes to either alone",
    ),
]


@pytest.mark.parametrize(("shot", "why"), UNASKED, ids=lambda one: str(one)[:24])
def test_what_no_model_should_do_is_refused_whatever_there_is(
    shot: Shot, why: str, tiny: Make
) -> None:
    assert why in refusal_of(_only(tiny("text"), tiny("vace"), tiny("ltx2")), shot)


@pytest.mark.parametrize(("kind", "refused"), [("both", TOWARDS), ("image-clip", TOWARDS)])
def test_a_last_picture_is_refused_where_the_model_would_not_look_at_it(
    kind: Any, refused: Animate, tiny: Make
) -> None:
    renderer = _only(tiny(kind))
    assert "begin with one picture and end with another" in refusal_of(renderer, refused)
    assert refusal_of(renderer, ANIMATE) == ""


def test_a_model_of_two_pictures_refuses_one(tiny: Make) -> None:
    renderer = _only(tiny("image-pair"))
    assert "none of its models can begin with a picture" in refusal_of(renderer, ANIMATE)
    assert refusal_of(renderer, TOWARDS) == ""


@pytest.mark.parametrize("kind", ["text", "image-pair"])
def test_a_shot_longer_than_a_clip_is_refused_where_nothing_can_continue_it(
    kind: Any, tiny: Make
) -> None:
    renderer = _only(tiny(kind))
    shot = GENERATE if kind == "text" else TOWARDS
    assert offer_of(renderer, shot, frames=8).frames == 9
    why = refusal_of(renderer, shot, frames=10)
    assert "its 13 frames are longer than one clip of the model (9), and to go on none" in why


def test_a_shot_that_was_not_refused_in_time_is_refused_before_the_model_is_asked(
    tiny: Make, tmp_path: Path
) -> None:
    renderer = _only(tiny("text"))
    setup = setup_of(renderer, ANIMATE, pictures=1)
    with pytest.raises(
        RenderError, match=r"cannot make this: none .*begin with a picture.* \(shot 'shot'\)"
    ):
        taken(renderer, setup, tmp_path / "take.mp4", [tmp_path / "a.png"])


def test_a_plan_drawn_with_other_checkpoints_is_refused(tiny: Make, tmp_path: Path) -> None:
    setup = setup_of(_only(tiny("text-two")), GENERATE)
    with pytest.raises(RenderError, match=r"not those that the plan was drawn with .*/text\)"):
        taken(_only(tiny("text")), setup, tmp_path / "take.mp4")
    assert not (tmp_path / "take.mp4").exists()


def test_a_picture_that_cannot_be_read_is_a_render_error(shoot: Shoot, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nand no more")
    with pytest.raises(RenderError, match=r"picture cannot be read .*broken\.png"):
        shoot(ANIMATE, tmp_path / "broken.png", models=("image",))


def test_it_shoots_in_the_models_own_size_and_rate(tiny: Make) -> None:
    wide, tall = Canvas(width=1920, height=1080), Canvas(width=1080, height=1920, rate=30)
    renderer = Diffusion(settings_of(tiny("text"), height=480), Path())
    assert offer_of(renderer, GENERATE, wide).canvas == Canvas(width=848, height=480, rate=16)
    assert offer_of(renderer, GENERATE, tall).canvas == Canvas(width=480, height=848, rate=16)
    larger = Diffusion(settings_of(tiny("both"), height=704), Path())
    assert offer_of(larger, GENERATE, wide).canvas == Canvas(width=1248, height=704, rate=24)


def test_deliveries_of_one_shape_share_their_takes(tiny: Make) -> None:
    renderer = _only(tiny("text"))
    sizes = [Canvas(width=1920, height=1080, rate=30), Canvas(width=1280, height=720, rate=25)]
    half = [setup_of(renderer, GENERATE, canvas=size, frames=ceil(size.rate / 2)) for size in sizes]
    assert len({setup.key() for setup in half}) == 1


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        ({"steps": 3}, True),
        ({"guidance": 4.0}, True),
        ({"height": 96}, True),
        ({"longest": 13}, True),
        ({"precision": "bfloat16"}, True),
        ({"device": "cuda"}, False),
        ({"gpus": 0.5}, False),
        ({"workers": 3}, False),
        ({"licence": "any"}, False),
    ],
    ids=str,
)
def test_the_fingerprint_holds_what_changes_pixels_and_nothing_else(
    change: dict[str, Any], changes: bool, tiny: Make
) -> None:
    before = setup_of(_only(tiny("text")), GENERATE)
    after = setup_of(Diffusion(settings_of(tiny("text"), **change), Path()), GENERATE)
    assert (before.key() != after.key()) == changes


def test_another_checkpoint_beside_it_re_keys_no_take(tiny: Make) -> None:
    alone, beside = _only(tiny("text")), _only(tiny("text"), tiny("image"), tiny("vace"))
    assert setup_of(alone, GENERATE).key() == setup_of(beside, GENERATE).key()
    long = setup_of(beside, GENERATE, frames=17)
    assert set(long.fingerprint["checkpoints"]) == {"opening", "following"}


def test_changing_one_checkpoint_re_keys_only_the_shots_that_use_it(
    tiny: Make, tmp_path: Path
) -> None:
    shots = (GENERATE, ANIMATE, TOWARDS, EXTEND)
    own = shutil.copytree(tiny("vace"), tmp_path / "own")

    def keys() -> list[str]:
        renderer = _only(tiny("text"), tiny("image"), own)
        short = [setup_of(renderer, shot, frames=9).key() for shot in shots]
        return [*short, setup_of(renderer, GENERATE, frames=17).key()]

    before = keys()
    path = own / "scheduler" / "scheduler_config.json"
    path.write_text(path.read_text().replace("3.0", "5.0"))
    changed = [one != other for one, other in zip(before, keys(), strict=True)]
    # Extending is told places, and a longer take goes on so; the others use other models.
    assert changed == [False, False, False, True, True]


def test_where_an_author_timed_something_is_part_of_the_key(tiny: Make) -> None:
    renderer = _only(tiny("vace"))
    near, far = (EXTEND.model_copy(update={"frames": 9, "kept": kept}) for kept in (1, 5))
    assert setup_of(renderer, near).fingerprint["times"] == {"kept": 1}
    assert setup_of(renderer, near).key() != setup_of(renderer, far).key()
    # The same moment, written at twice the rate.
    twice = EXTEND.model_copy(update={"frames": 18, "kept": 10})
    assert setup_of(renderer, twice).fingerprint == setup_of(renderer, far).fingerprint


def test_its_workers_keep_the_model_and_a_cpu_needs_no_gpu(tiny: Make) -> None:
    on_gpu = settings_of(tiny("text"), device="cuda", gpus=0.5, workers=3)
    offer = offer_of(Diffusion(on_gpu, Path()), GENERATE)
    assert offer.resources == WorkerResources(gpus=0.5, workers=3)
    assert offer_of(_only(tiny("text")), GENERATE).resources == WorkerResources(gpus=0)


def test_it_says_that_a_model_made_it_and_costs_nothing(tiny: Make) -> None:
    renderer = _only(tiny("text"))
    assert renderer.source_type == "trainedAlgorithmicMedia"
    offer = offer_of(renderer, GENERATE)
    assert (offer.style_inputs, offer.max_cost, offer.seeded) == ({}, None, True)
    assert "a lamp" in offer.prompt.lower()


def test_a_gpu_that_is_not_there_is_said_before_anything_is_loaded(
    shoot: Shoot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import torch  # noqa: PLC0415 - heavy

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(RenderError, match=r"needs a GPU, and this worker sees none .*device: cpu"):
        shoot(GENERATE, models=("text",), device="cuda")
    assert not (tmp_path / "take.mp4").exists()


@pytest.mark.gpu
def test_on_a_gpu_the_same_seed_draws_nearly_the_same_as_on_a_cpu(shoot: Shoot) -> None:
    """The twin of `test_the_same_seed_draws_the_same_and_another_another`."""
    there, _ = shoot(GENERATE, models=("text",), device="cuda", name="gpu.mp4")
    here, _ = shoot(GENERATE, models=("text",), device="cpu", name="cpu.mp4")
    other, _ = shoot(GENERATE, models=("text",), device="cuda", seed=1, name="other.mp4")
    assert apart(there, here) < 2
    assert apart(there, other) > 5


class _Scarce:
    """A device that has room for a clip only once other models are given up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import torch  # noqa: PLC0415 - heavy

        self.asked = 0
        draw = Wan.draw

        def scarce(family: Wan, pipeline: Any, words: Any, clip: Any) -> Any:
            self.asked += 1
            if len(shelf()._held) > 1:
                raise torch.OutOfMemoryError("CUDA out of memory")
            return draw(family, pipeline, words, clip)

        monkeypatch.setattr(Wan, "draw", scarce)


def test_where_there_is_little_room_other_models_are_given_up_and_the_take_is_the_same(
    shoot: Shoot, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    shoot(ANIMATE, photo(1), models=("image",), name="other.mp4")
    roomy, _ = shoot(GENERATE, models=("text",), frames=9, name="roomy.mp4")
    assert len(shelf()._held) > 1
    scarce = _Scarce(monkeypatch)
    take, lineage = shoot(GENERATE, models=("text", "image"), frames=17)
    assert lineage["clips"] == "9 + 9"
    assert scarce.asked == 4  # each of the two models in vain, and then alone
    assert len(shelf()._held) == 1
    assert all(apart_of(a, b) < 0.5 for a, b in zip(decoded(roomy), decoded(take), strict=False))


def apart_of(one: Any, other: Any) -> float:
    return float(np.abs(one.astype(int) - other).mean())


def test_a_clip_that_is_too_large_alone_is_decoded_in_tiles_and_the_take_says_so(
    shoot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch  # noqa: PLC0415 - heavy

    draw, asked = Wan.draw, []

    def large(self: Wan, pipeline: Any, words: Any, clip: Any) -> Any:
        asked.append(pipeline.vae.use_tiling)
        if not pipeline.vae.use_tiling:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return draw(self, pipeline, words, clip)

    whole, plain = shoot(GENERATE, models=("text",), frames=9, steps=3, name="whole.mp4")
    monkeypatch.setattr(Wan, "draw", large)
    shelf()._held.clear()
    take, lineage = shoot(GENERATE, models=("text",), frames=9, steps=3)
    shelf()._held.clear()
    assert asked == [False, True]
    assert "tiled" not in plain
    assert lineage["tiled"] == "memory was short: decoded in tiles"
    assert all(apart_of(a, b) < 0.5 for a, b in zip(decoded(whole), decoded(take), strict=True))


def test_a_clip_for_which_there_is_no_room_at_all_is_refused_with_what_to_lower(
    shoot: Shoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch  # noqa: PLC0415 - heavy

    def full(*_: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Wan, "draw", full)
    with pytest.raises(RenderError, match=r"too little memory for a clip .*5 frames of 64x64.*Low"):
        shoot(GENERATE, models=("text",))


def test_a_short_opening_and_a_long_following_model_share_whole_steps(
    tiny: Make, tmp_path: Path
) -> None:
    lengths = {"text": 13, "vace": 33}
    settings = settings_of(*(tiny(kind) for kind in ("text", "vace")), steps=1)
    models = [
        model.model_copy(update={"longest": lengths[Path(model.folder).name]})
        for model in settings.models
    ]
    renderer = Diffusion(settings.model_copy(update={"models": tuple(models)}), Path())
    setup = setup_of(renderer, GENERATE, frames=25, canvas=Canvas(width=64, height=64, rate=16))
    lineage = taken(renderer, setup, tmp_path / "take.mp4")
    assert lineage["clips"] == "13 + 13 + 9"
    assert len(decoded(tmp_path / "take.mp4")) == 25
