"""Frames: a model is asked clip by clip, and its pictures come out as pixels.

Each further clip starts from the last frame of the one before. It does not know prompts' wording,
nor how takes are encoded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.prompts import Prompt
from engine.renderers.diffusion.load import Loaded
from schemas.errors import RenderError
from schemas.setup import Canvas

__all__ = ["Request", "frames_of"]

Pixels = NDArray[Any]
"""(h, w, 3) uint8 RGB."""

_MOST_TOKENS = 512
"""What Wan was trained with; a longer prompt is cut there."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: clips of these lengths on a canvas, with the model's settings.

    `first` and `last` are pictures of the canvas's size that the whole begins and ends with.
    """

    prompt: Prompt
    canvas: Canvas
    clips: Sequence[int]
    steps: int
    guidance: float
    seed: int
    first: Pixels | None = None
    last: Pixels | None = None


def frames_of(request: Request, text: Loaded | None, image: Loaded | None) -> Iterator[Pixels]:
    """The frames in order: `text` is the model that begins from words, `image` from a picture.

    The noise is drawn on the CPU, so that a seed means the same on every device. Raises RenderError
    where the device's memory is too small.
    """
    import torch  # noqa: PLC0415 - heavy

    words: dict[int, dict[str, Any]] = {}
    noise = torch.Generator("cpu").manual_seed(request.seed % 2**64)
    start = request.first
    for n, length in enumerate(request.clips):
        ends = request.last if n == len(request.clips) - 1 else None
        given = {} if start is None else {"image": _image(start)}
        if ends is not None:
            given["last_image"] = _image(ends)
        model = image if given else text
        assert model is not None  # noqa: S101 - the renderer refuses what it has no model for
        try:
            if id(model) not in words:
                words[id(model)] = _read(model, request)
            made = model.pipeline(
                **words[id(model)],
                width=request.canvas.width,
                height=request.canvas.height,
                num_frames=length,
                num_inference_steps=request.steps,
                guidance_scale=request.guidance,
                generator=noise,
                output_type="pt",
                **given,
            )
        except torch.OutOfMemoryError as error:
            raise RenderError(
                "the device has too little memory for a clip",
                f"{length} frames of {request.canvas.width}x{request.canvas.height}: {error}",
                "Lower height or longest under renderer.diffusion, or use a smaller model.",
            ) from error
        clip = _pixels(made.frames[0])
        # A further clip begins with the frame that the one before ended with.
        yield from clip[1:] if n else clip
        start = clip[-1]


def _read(model: Loaded, request: Request) -> dict[str, Any]:
    """The prompt as the model's own encoder understands it."""
    import torch  # noqa: PLC0415 - heavy

    with torch.no_grad():
        read, unwanted = model.reader.encode_prompt(
            request.prompt.text,
            request.prompt.negative,
            do_classifier_free_guidance=request.guidance > 1,
            max_sequence_length=_MOST_TOKENS,
        )
    return {"prompt_embeds": read, "negative_prompt_embeds": unwanted}


def _pixels(frames: Any) -> Pixels:
    """(n, 3, h, w) from 0 to 1, on any device, as (n, h, w, 3) uint8."""
    import torch  # noqa: PLC0415 - heavy

    levels = (frames.float() * 255).round().clamp(0, 255).to(torch.uint8)
    return np.ascontiguousarray(levels.permute(0, 2, 3, 1).cpu().numpy())


def _image(pixels: Pixels) -> Any:
    from PIL import Image  # noqa: PLC0415 - heavy

    return Image.fromarray(pixels)
