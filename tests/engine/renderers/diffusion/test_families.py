"""What each family's pipelines are told of a clip: random weights would not show a flipped mask."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.renderers.diffusion.families import ltx2, wan
from engine.renderers.diffusion.family import Clip, Need
from schemas.setup import Canvas
from tests.engine.renderers.diffusion.conftest import Make

CANVAS = Canvas(width=64, height=64, rate=24)


def frame(level: int) -> Any:
    return np.full((64, 64, 3), level, np.uint8)


def clip_of(frames: int, *places: int, **fields: Any) -> Clip:
    settings = {"steps": 4, "guidance": 1.0, "noise": None, **fields}
    known = {place: frame(place % 256) for place in places}
    return Clip(CANVAS, frames, known=known, **settings)


@pytest.mark.parametrize(
    ("places", "need"),
    [
        ((), Need.WORDS),
        ((0,), Need.START),
        ((0, 8), Need.ENDS),
        ((8,), Need.PLACES),
        ((0, 1), Need.PLACES),
        ((0, 4, 8), Need.PLACES),
    ],
)
def test_what_a_clip_needs_follows_from_what_is_known_of_it(
    places: tuple[int, ...], need: Need
) -> None:
    assert clip_of(9, *places).need is need
    assert clip_of(9, source=[frame(0)] * 9).need is Need.REDRAW


def test_vace_is_shown_what_is_known_under_black_and_grey_under_white() -> None:
    told = wan._conditions("WanVACEPipeline", clip_of(9, 0, 1, 8))
    assert told["num_frames"] == 9
    shown = [np.asarray(picture) for picture in told["video"]]
    masks = [np.unique(np.asarray(mask)).tolist() for mask in told["mask"]]
    for n in range(9):
        known = n in (0, 1, 8)
        assert np.unique(shown[n]).tolist() == [n if known else 128]
        assert masks[n] == [0 if known else 255]


def test_a_model_of_pictures_is_shown_the_first_and_only_a_known_last() -> None:
    told = wan._conditions("WanImageToVideoPipeline", clip_of(9, 0))
    assert set(told) == {"num_frames", "image"}
    told = wan._conditions("WanImageToVideoPipeline", clip_of(9, 0, 8))
    assert np.unique(np.asarray(told["last_image"])).tolist() == [8]
    assert "last_image" not in wan._conditions("WanImageToVideoPipeline", clip_of(1, 0))


def told(*places: int, frames: int = 33) -> list[tuple[int, int, int]]:
    """LTX-2's conditions: the latent, the frames, and the first of them by its level."""
    found = ltx2._conditions(clip_of(frames, *places), 8)
    return [(one.index, len(one.frames), int(one.frames[0, 0, 0, 0])) for one in found]


def test_ltx_is_told_by_the_latents_that_runs_begin_in() -> None:
    assert told() == []
    assert told(0) == [(0, 1, 0)]
    assert told(*range(9)) == [(0, 9, 0)]
    assert told(*range(12)) == [(0, 9, 0)]  # a run is cut to whole latents
    # Latent 3 begins with frame 17; the frame before it is put back by whoever asks.
    assert told(*range(16, 33)) == [(3, 9, 17)]
    assert told(*range(24, 33)) == [(4, 1, 25)]
    # A last picture is hinted at where its latent begins, seven frames before: never later.
    assert told(0, 32) == [(0, 1, 0), (4, 1, 32)]


@given(first=st.integers(0, 128), count=st.integers(1, 129))
def test_ltx_is_never_told_of_a_latent_that_is_not_there(first: int, count: int) -> None:
    places = [place for place in range(first, first + count) if place < 129]
    ((index, frames, level),) = told(*places, frames=129)
    assert 0 <= index <= 16
    assert frames % 8 == 1
    begin = (index - 1) * 8 + 1 if index else 0
    assert begin + frames <= 129
    if len(places) >= 8:
        assert level == begin % 256  # exactly where it stands
    else:
        assert 0 <= level - begin <= 8 or level < begin  # a hint, before its place


class _Pipeline(SimpleNamespace):
    vae_temporal_compression_ratio = 8
    vae_spatial_compression_ratio = 32


@pytest.mark.parametrize("guidance", [1.0, 3.0])
@pytest.mark.parametrize("strength", [0.2, 0.6, 1.0])
def test_ltx_redraws_from_the_noise_of_its_strength_down(guidance: float, strength: float) -> None:
    from diffusers import FlowMatchEulerDiscreteScheduler  # noqa: PLC0415 - heavy

    scheduler = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=guidance > 1)
    clip = clip_of(9, source=[frame(0)] * 9, strength=strength, guidance=guidance, steps=8)
    levels = ltx2._sigmas(_Pipeline(scheduler=scheduler), clip)
    assert levels[0] == strength
    assert levels == sorted(levels, reverse=True)
    assert len(set(levels)) == len(levels)
    assert min(levels) > 0


def test_a_distilled_ltx_draws_at_its_own_levels_and_a_full_one_as_its_scheduler_says() -> None:
    from diffusers.pipelines.ltx2.utils import DISTILLED_SIGMA_VALUES  # noqa: PLC0415 - heavy

    pipeline = _Pipeline(scheduler=None)
    assert ltx2._sigmas(pipeline, clip_of(9, steps=8)) == pytest.approx(DISTILLED_SIGMA_VALUES)
    few = ltx2._sigmas(pipeline, clip_of(9, steps=3))
    assert (few[0], few[-1]) == (1.0, DISTILLED_SIGMA_VALUES[-1])
    assert ltx2._sigmas(pipeline, clip_of(9, guidance=3.0)) == []


@pytest.mark.parametrize("kind", ["WanPipeline", "WanVACEPipeline"])
def test_who_has_a_second_transformer_for_low_noise_redraws_nothing(kind: str) -> None:
    two = {"_class_name": kind, "transformer_2": ["diffusers", "WanTransformer3DModel"]}
    assert Need.REDRAW in wan.Wan().needs({"_class_name": kind})
    assert Need.REDRAW not in wan.Wan().needs(two)


def test_vace_redraws_with_the_transformer_that_its_blocks_were_added_to(tiny: Make) -> None:
    import torch  # noqa: PLC0415 - heavy
    from diffusers import WanVACEPipeline  # noqa: PLC0415 - heavy

    whole = WanVACEPipeline.from_pretrained(tiny("vace"), local_files_only=True)
    parts = wan.Wan().parts("WanVideoToVideoPipeline", whole.components)
    vace, alone = whole.transformer, parts["transformer"]
    chance = torch.Generator().manual_seed(1)
    shape = (1, vace.config.in_channels, 3, 8, 8)
    told = {
        "hidden_states": torch.randn(shape, generator=chance),
        "timestep": torch.tensor([500.0]),
        "encoder_hidden_states": torch.randn(1, 7, vace.config.text_dim, generator=chance),
        "return_dict": False,
    }
    shown = torch.randn(1, vace.config.vace_in_channels, 3, 8, 8, generator=chance)
    scales = torch.zeros(len(vace.config.vace_layers))
    with torch.no_grad():
        (found,) = alone(**told)
        (wanted,) = vace(**told, control_hidden_states=shown, control_hidden_states_scale=scales)
        (other,) = vace(**told, control_hidden_states=shown)
    assert torch.equal(found, wanted)
    assert not torch.equal(found, other)
    ours = {id(one) for one in vace.parameters()}
    assert ours.issuperset(id(one) for one in alone.parameters()), "nothing is in memory twice"
    assert wan.Wan().parts("WanVACEPipeline", whole.components)["transformer"] is vace
