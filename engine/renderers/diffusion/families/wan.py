"""Wan 2.1 and 2.2, with VACE: sizes, rates, words of its checkpoints, and how pipelines are asked.

VACE is told which frames stand where: those are shown to it with a mask of 0, the others grey with
a mask of 255. It knows diffusers' Wan classes; it does not load them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from engine.prompts import Prompt, wan_prompt
from engine.renderers.diffusion.family import Abilities, Clip, Drawn, Need, Pixels
from engine.renderers.rules import Rules
from schemas.shot import Description

__all__ = ["Wan"]

_TEXT, _IMAGE = "WanPipeline", "WanImageToVideoPipeline"
_VACE, _REDRAW = "WanVACEPipeline", "WanVideoToVideoPipeline"
_RATE = Fraction(16)
_RATE_OF_BOTH = Fraction(24)
"""Of checkpoints that do both operations (`expand_timesteps`: Wan 2.2 5B)."""
_LONGEST, _LONGEST_OF_BOTH = 81, 121
_STEPS, _GUIDANCE = 40, 5.0
_CONTEXT_STEPS = 3
"""Of four frames each: three quarters of a second tell where everything is going."""
_MOST_TOKENS = 512
"""What Wan was trained with, where its tokenizer says no less; a longer prompt is cut there."""
_GREY = 128
"""What VACE is shown where it is to draw."""


class Wan:
    """The family; see `Family`."""

    name = "wan"
    classes: Collection[str] = (_TEXT, _IMAGE, _VACE, _REDRAW)
    modules: Collection[str] = ()
    # As the model cards say: in bfloat16 the decoder bands and the image encoder drifts.
    float32: Sequence[str] = ("vae", "image_encoder")
    carried: Sequence[str] = ("boundary_ratio", "expand_timesteps")

    def abilities(
        self,
        folder: Path,  # noqa: ARG002 - every class of the family can be shot with
        index: Mapping[str, Any],
        config: Callable[[str], Mapping[str, Any]],
    ) -> Abilities:
        """Sides that the VAE and the patches divide, 4k+1 frames, 16 or 24 frames per second."""
        vae, transformer = config("vae"), config("transformer")
        does_both = bool(index.get("expand_timesteps"))
        patch = transformer.get("patch_size", [1, 2, 2])
        step = int(vae.get("scale_factor_temporal", 4))
        pipelines = _pipelines(index, transformer)
        return Abilities(
            pipelines=pipelines,
            # The readers of the other Wan classes stumble where the package ftfy is missing.
            reader=_TEXT,
            rules=Rules(
                multiple=int(vae.get("scale_factor_spatial", 8)) * int(patch[1]),
                step=step,
                rate=_RATE_OF_BOTH if does_both else _RATE,
            ),
            steps=_STEPS,
            guidance=_GUIDANCE,
            longest=_LONGEST_OF_BOTH if does_both else _LONGEST,
            context=step * _CONTEXT_STEPS if Need.PLACES in pipelines else 0,
        )

    def needs(self, index: Mapping[str, Any]) -> Collection[Need]:
        """As their names say."""
        return _pipelines(index, {})

    def parts(self, pipeline: str, parts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Those of VACE are without its own blocks where it redraws."""
        transformer = parts.get("transformer")
        if pipeline != _REDRAW or not hasattr(transformer, "vace_blocks"):
            return parts
        return {**parts, "transformer": _alone(transformer)}

    def prompt(self, description: Description, operation: str) -> Prompt:
        """Style first, 60 to 200 words."""
        return wan_prompt(description, operation)

    def read(self, reader: Any, prompt: Prompt, guidance: float) -> dict[str, Any]:
        """The prompt and what is to be kept out, encoded."""
        import torch  # noqa: PLC0415 - heavy

        with torch.no_grad():
            wanted, unwanted = reader.encode_prompt(
                prompt.text,
                prompt.negative,
                do_classifier_free_guidance=guidance > 1,
                max_sequence_length=min(_MOST_TOKENS, reader.tokenizer.model_max_length),
            )
        return {"prompt_embeds": wanted, "negative_prompt_embeds": unwanted}

    def draw(self, pipeline: Any, words: Mapping[str, Any], clip: Clip) -> Drawn:
        """The clip's frames, as the pipeline's class is asked for them."""
        made = pipeline(
            **words,
            **_conditions(type(pipeline).__name__, clip),
            width=clip.canvas.width,
            height=clip.canvas.height,
            num_inference_steps=clip.steps,
            guidance_scale=clip.guidance,
            generator=clip.noise,
            output_type="pt",
        )
        return Drawn(made.frames[0])


def _pipelines(index: Mapping[str, Any], transformer: Mapping[str, Any]) -> dict[Need, str]:
    """The classes that a checkpoint can be asked by, by what it is asked for."""
    found = index.get("_class_name")
    # Redrawing knows one transformer; with a second for low noise it would draw with the wrong one.
    alone = index.get("transformer_2", [None, None]) == [None, None]
    redraws = {Need.REDRAW: _REDRAW} if alone else {}
    if found == _VACE:
        needs = (Need.WORDS, Need.START, Need.ENDS, Need.PLACES, Need.REFERENCES)
        return dict.fromkeys(needs, _VACE) | redraws
    if index.get("expand_timesteps"):  # published under the class of either
        return {Need.WORDS: _TEXT, Need.START: _IMAGE}
    if found == _IMAGE:
        # With an image encoder, two pictures are only understood by those made for two, and those
        # understand no single one (`pos_embed_seq_len`).
        if transformer.get("image_dim") is None:
            return {Need.START: _IMAGE, Need.ENDS: _IMAGE}
        pairs = transformer.get("pos_embed_seq_len") is not None
        return {Need.ENDS if pairs else Need.START: _IMAGE}
    return {Need.WORDS: _TEXT} | redraws


def _alone(vace: Any) -> Any:
    """The transformer that VACE's blocks were added to, of the same modules: they were trained
    beside it and left it as it was (context adapter tuning, https://arxiv.org/abs/2503.07598).
    """
    import torch  # noqa: PLC0415 - heavy
    from diffusers import WanTransformer3DModel  # noqa: PLC0415 - heavy

    taken = inspect.signature(WanTransformer3DModel.__init__).parameters
    with torch.device("meta"):
        made = WanTransformer3DModel(**{k: v for k, v in vace.config.items() if k in taken})
    for name, _ in made.named_children():
        setattr(made, name, getattr(vace, name))
    for name, _ in made.named_parameters(recurse=False):
        setattr(made, name, getattr(vace, name))
    return made.eval()


def _conditions(pipeline: str, clip: Clip) -> dict[str, Any]:
    match pipeline:
        case "WanVideoToVideoPipeline":
            # It leaves out the first steps; one at least is to be left.
            least = 1 / clip.steps
            return {
                "video": [_image(frame) for frame in clip.source],
                "strength": max(clip.strength, least),
            }
        case "WanVACEPipeline":
            references = [_image(picture) for picture in clip.references]
            return {
                "num_frames": clip.frames,
                **({"reference_images": references} if references else {}),
                **(_places(clip) if clip.known else {}),
            }
        case "WanImageToVideoPipeline":
            last = clip.known.get(clip.frames - 1) if clip.frames > 1 else None
            return {
                "num_frames": clip.frames,
                "image": _image(clip.known[0]),
                **({} if last is None else {"last_image": _image(last)}),
            }
    return {"num_frames": clip.frames}


def _places(clip: Clip) -> dict[str, Any]:
    size = (clip.canvas.height, clip.canvas.width)
    grey = np.full((*size, 3), _GREY, np.uint8)
    there, missing = np.zeros(size, np.uint8), np.full(size, 255, np.uint8)
    return {
        "video": [_image(clip.known.get(n, grey)) for n in range(clip.frames)],
        "mask": [_image(there if n in clip.known else missing) for n in range(clip.frames)],
    }


def _image(pixels: Pixels) -> Any:
    from PIL import Image  # noqa: PLC0415 - heavy

    return Image.fromarray(pixels)
