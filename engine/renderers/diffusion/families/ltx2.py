"""LTX-2, 2.3 and 2.5: one class answers every need, and its clips are heard.

Its traps stand here: `index` of a condition counts latents (eight frames each, after a first one of
a single frame); what lies behind the first frame is a hint and not written; without `num_frames` a
head may decide the length; a distilled checkpoint wants every guidance off and its own noise
levels. It knows diffusers' LTX-2 classes; it does not load them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from engine.prompts import Prompt, ltx2_prompt
from engine.renderers.diffusion.family import Abilities, Clip, Drawn, Need
from engine.renderers.rules import Rules
from schemas.shot import Description

__all__ = ["LTX2"]

_CLASS = "LTX2ConditionPipeline"
_NEEDS = (Need.WORDS, Need.START, Need.ENDS, Need.PLACES, Need.REDRAW)
_RATE = Fraction(24)
_LONGEST = 121
_STEPS, _GUIDANCE = 40, 3.0
_DISTILLED_STEPS = 8
_MOST_TOKENS = 1024
_OFF = {
    "stg_scale": 0.0,
    "modality_scale": 1.0,
    "guidance_rescale": 0.0,
    "audio_guidance_scale": 1.0,
    "audio_stg_scale": 0.0,
    "audio_modality_scale": 1.0,
    "audio_guidance_rescale": 0.0,
}
"""A distilled checkpoint has its guidance within."""


class LTX2:
    """The family; see `Family`."""

    name = "ltx2"
    classes: Collection[str] = ("LTX2Pipeline", "LTX2ImageToVideoPipeline", _CLASS)
    modules: Collection[str] = ("ltx2",)
    float32: Sequence[str] = ()
    carried: Sequence[str] = ()

    def abilities(
        self,
        folder: Path,  # noqa: ARG002 - every class of the family can be shot with
        index: Mapping[str, Any],  # noqa: ARG002 - as above: they have the same parts
        config: Callable[[str], Mapping[str, Any]],
    ) -> Abilities:
        """Sides that 32 divides, 8k+1 frames, 24 frames per second."""
        vae = config("vae")
        step = int(vae.get("temporal_compression_ratio", 8))
        # Full weights shift their noise with the clip's size; the distilled have fixed levels.
        distilled = not config("scheduler").get("use_dynamic_shifting", False)
        return Abilities(
            pipelines=dict.fromkeys(_NEEDS, _CLASS),
            reader=_CLASS,
            rules=Rules(int(vae.get("spatial_compression_ratio", 32)), step, _RATE),
            steps=_DISTILLED_STEPS if distilled else _STEPS,
            guidance=1.0 if distilled else _GUIDANCE,
            longest=_LONGEST,
            context=step,
            sound=True,
        )

    def needs(self, index: Mapping[str, Any]) -> Collection[Need]:  # noqa: ARG002 - one for all
        """Every class has the same parts."""
        return _NEEDS

    def parts(self, pipeline: str, parts: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG002
        """Every class takes them as they are."""
        return parts

    def prompt(self, description: Description, operation: str) -> Prompt:
        """Its style, then prose as it happens, with the sound woven in."""
        return ltx2_prompt(description, operation)

    def read(self, reader: Any, prompt: Prompt, guidance: float) -> dict[str, Any]:
        """The prompt and what is to be kept out, encoded."""
        import torch  # noqa: PLC0415 - heavy

        with torch.no_grad():
            wanted, seen, unwanted, unwanted_seen = reader.encode_prompt(
                prompt.text,
                prompt.negative,
                do_classifier_free_guidance=guidance > 1,
                max_sequence_length=min(_MOST_TOKENS, reader.tokenizer_max_length),
            )
        return {
            "prompt_embeds": wanted,
            "prompt_attention_mask": seen,
            "negative_prompt_embeds": unwanted,
            "negative_prompt_attention_mask": unwanted_seen,
        }

    def draw(self, pipeline: Any, words: Mapping[str, Any], clip: Clip) -> Drawn:
        """The clip's frames and what is heard in them; what is redrawn is silent."""
        sigmas = _sigmas(pipeline, clip)
        with _exact(pipeline) if sigmas else _as_it_is():
            made = pipeline(
                **words,
                **({"latents": _latents(pipeline, clip), "sigmas": sigmas} if clip.source else {}),
                **({"sigmas": sigmas} if sigmas and not clip.source else {}),
                **({} if clip.guidance > 1 else _OFF),
                conditions=list(_conditions(clip, pipeline.vae_temporal_compression_ratio)),
                width=clip.canvas.width,
                height=clip.canvas.height,
                num_frames=clip.frames,
                frame_rate=float(clip.canvas.rate),
                num_inference_steps=clip.steps,
                guidance_scale=clip.guidance,
                generator=clip.noise,
                output_type="pt",
            )
        if clip.source:
            return Drawn(made.frames[0])
        heard = pipeline.vocoder.config.output_sampling_rate
        return Drawn(made.frames[0], made.audio[0], int(heard))


def _conditions(clip: Clip, step: int) -> Iterator[Any]:
    """Every run of known frames as one condition, begun at a frame where a latent begins.

    Frames before that are left out here, and put back by whoever asks. A single picture is hinted
    at where the latent that holds it begins.
    """
    from diffusers.pipelines.ltx2.pipeline_ltx2_condition import (  # noqa: PLC0415 - heavy
        LTX2VideoCondition,
    )

    for first, end in _runs(sorted(clip.known)):
        if first == 0:
            index, begin = 0, 0
        else:
            index = -(-(first - 1) // step) + 1
            begin = (index - 1) * step + 1
            if begin >= end:  # no latent begins within the run
                index, begin = index - 1, end - 1
        count = (end - begin - 1) // step * step + 1
        frames = np.stack([clip.known[n] for n in range(begin, begin + count)])
        yield LTX2VideoCondition(frames=frames, index=index)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where `places` follow one another: (first, end)."""
    begin = 0
    for n, place in enumerate(places, 1):
        if n == len(places) or places[n] != place + 1:
            yield places[begin], place + 1
            begin = n


def _sigmas(pipeline: Any, clip: Clip) -> list[float]:
    """The levels of noise to draw at, exactly as they are; empty: as the scheduler has them."""
    from diffusers.pipelines.ltx2.pipeline_ltx2_condition import (  # noqa: PLC0415 - heavy
        calculate_shift,
    )
    from diffusers.pipelines.ltx2.utils import DISTILLED_SIGMA_VALUES  # noqa: PLC0415 - heavy

    scheduler = pipeline.scheduler
    if clip.guidance <= 1:
        table = np.array(DISTILLED_SIGMA_VALUES)
        places = np.linspace(0, len(table) - 1, clip.steps)
        levels = [float(level) for level in np.interp(places, np.arange(len(table)), table)]
    elif not clip.source:
        return []
    else:
        tokens = _tokens(pipeline, clip)
        least = scheduler.config.get("base_image_seq_len", 1024)
        most = scheduler.config.get("max_image_seq_len", 4096)
        shifts = (
            scheduler.config.get("base_shift", 0.95),
            scheduler.config.get("max_shift", 2.05),
        )
        even = np.linspace(1.0, 1 / clip.steps, clip.steps)
        scheduler.set_timesteps(
            sigmas=even.tolist(), mu=calculate_shift(tokens, least, most, *shifts)
        )
        levels = [float(level) for level in scheduler.sigmas[:-1]]
    if not clip.source:
        return levels
    # SDEdit: begin at the noise that the strength asks for (arXiv 2108.01073, 3).
    return [clip.strength, *(level for level in levels if level < clip.strength)]


def _tokens(pipeline: Any, clip: Clip) -> int:
    frames = (clip.frames - 1) // pipeline.vae_temporal_compression_ratio + 1
    side = pipeline.vae_spatial_compression_ratio
    return int(frames * (clip.canvas.height // side) * (clip.canvas.width // side))


def _latents(pipeline: Any, clip: Clip) -> Any:
    """What is to be redrawn, as the pipeline takes it: encoded, and not normalised."""
    import torch  # noqa: PLC0415 - heavy

    vae = pipeline.vae
    pixels = torch.from_numpy(np.stack(list(clip.source))).permute(3, 0, 1, 2)[None]
    with torch.no_grad():
        found = vae.encode((pixels.float() / 127.5 - 1).to(vae.device, vae.dtype))
    return found.latent_dist.mode().float()


@contextmanager
def _exact(pipeline: Any) -> Iterator[None]:
    """The scheduler takes levels of noise as they are given: shifted once more, they were wrong."""
    from diffusers import FlowMatchEulerDiscreteScheduler  # noqa: PLC0415 - heavy

    before = pipeline.scheduler
    plain = {"use_dynamic_shifting": False, "shift": 1.0, "shift_terminal": None}
    pipeline.scheduler = FlowMatchEulerDiscreteScheduler.from_config(before.config, **plain)
    try:
        yield
    finally:
        pipeline.scheduler = before


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield
