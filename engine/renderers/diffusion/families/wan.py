"""Wan 2.1 and 2.2: sizes, rates and words of its checkpoints, and how its pipelines are asked.

It knows diffusers' Wan classes; it does not load them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from engine.prompts import Prompt, wan_prompt
from engine.renderers.diffusion.family import Abilities, Clip, Pixels
from engine.renderers.rules import Rules
from schemas.errors import ProductionError
from schemas.shot import Description

__all__ = ["Wan"]

_PIPELINES = {"generate": "WanPipeline", "animate": "WanImageToVideoPipeline"}
_RATE = Fraction(16)
_RATE_OF_BOTH = Fraction(24)
"""Of checkpoints that do both operations (`expand_timesteps`: Wan 2.2 5B)."""
_MOST_TOKENS = 512
"""What Wan was trained with; a longer prompt is cut there."""


class Wan:
    """The family; see `Family`."""

    name = "wan"
    # As the model cards say: in bfloat16 the decoder bands and the image encoder drifts.
    float32: Sequence[str] = ("vae", "image_encoder")
    carried: Sequence[str] = ("boundary_ratio", "expand_timesteps")

    def abilities(
        self,
        folder: Path,
        index: Mapping[str, Any],
        config: Callable[[str], Mapping[str, Any]],
        operation: str,
    ) -> Abilities:
        """Sides that the VAE and the patches divide, 4k+1 frames, 16 or 24 frames per second."""
        does_both = bool(index.get("expand_timesteps"))
        found, wanted = index.get("_class_name"), _PIPELINES[operation]
        # Checkpoints that do both operations are published under the class of one.
        if found != wanted and not (does_both and found in _PIPELINES.values()):
            raise ProductionError(
                f"the checkpoint is not one that {self.name} can {operation} with",
                f"{folder}: {found}, wanted is {wanted}",
                "Name text_to_video and image_to_video each their own folder.",
            )
        vae, transformer = config("vae"), config("transformer")
        patch = transformer.get("patch_size", [1, 2, 2])
        # With an image encoder, two pictures are only understood by those made for two, and those
        # understand no single one (`pos_embed_seq_len`).
        encodes = transformer.get("image_dim") is not None
        pairs = transformer.get("pos_embed_seq_len") is not None
        return Abilities(
            pipeline=wanted,
            # The readers of the other Wan classes stumble where the package ftfy is missing.
            reader=_PIPELINES["generate"],
            rules=Rules(
                multiple=int(vae.get("scale_factor_spatial", 8)) * int(patch[1]),
                step=int(vae.get("scale_factor_temporal", 4)),
                rate=_RATE_OF_BOTH if does_both else _RATE,
            ),
            ends=not does_both and (pairs or not encodes),
            must_end=encodes and pairs,
        )

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
                max_sequence_length=_MOST_TOKENS,
            )
        return {"prompt_embeds": wanted, "negative_prompt_embeds": unwanted}

    def draw(self, pipeline: Any, words: Mapping[str, Any], clip: Clip) -> Any:
        """The clip's frames, from words alone or from pictures too."""
        pictures = {"image": clip.first, "last_image": clip.last}
        made = pipeline(
            **words,
            **{name: _image(pixels) for name, pixels in pictures.items() if pixels is not None},
            width=clip.canvas.width,
            height=clip.canvas.height,
            num_frames=clip.frames,
            num_inference_steps=clip.steps,
            guidance_scale=clip.guidance,
            generator=clip.noise,
            output_type="pt",
        )
        return made.frames[0]


def _image(pixels: Pixels) -> Any:
    from PIL import Image  # noqa: PLC0415 - heavy

    return Image.fromarray(pixels)
