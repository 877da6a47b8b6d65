"""Frames: a model is asked clip by clip, and its pictures come out as pixels.

Each further clip starts from the last frame of the one before. It knows no family of models, no
prompt's wording, and not how takes are encoded.
What it makes is keyed by the revision of the diffusion renderer's card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.prompts import Prompt
from engine.renderers.diffusion.family import Clip, Family, Pixels
from engine.renderers.diffusion.load import Loaded
from schemas.errors import RenderError
from schemas.setup import Canvas

__all__ = ["Request", "frames_of"]


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


def frames_of(
    request: Request,
    family: Family,
    text: Loaded | None,
    image: Loaded | None,
    report: Callable[[float], None],
) -> Iterator[Pixels]:
    """The frames in order: `text` is the model that begins from words, `image` from a picture.

    The noise is drawn on the CPU, so that a seed means the same on every device. `report` hears
    which share of the clips is drawn. Raises RenderError where the device's memory is too small.
    """
    import torch  # noqa: PLC0415 - heavy

    words: dict[int, dict[str, Any]] = {}
    noise = torch.Generator("cpu").manual_seed(request.seed % 2**64)
    start = request.first
    for n, length in enumerate(request.clips):
        clip = Clip(
            canvas=request.canvas,
            frames=length,
            steps=request.steps,
            guidance=request.guidance,
            noise=noise,
            first=start,
            last=request.last if n == len(request.clips) - 1 else None,
        )
        model = text if clip.first is None and clip.last is None else image
        assert model is not None  # noqa: S101 - the card offers nothing that it has no model for
        try:
            if id(model) not in words:
                words[id(model)] = family.read(model.reader, request.prompt, request.guidance)
            pixels = _pixels(family.draw(model.pipeline, words[id(model)], clip))
        except torch.OutOfMemoryError as error:
            raise RenderError(
                "the device has too little memory for a clip",
                f"{length} frames of {request.canvas.width}x{request.canvas.height}: {error}",
                "Lower height or longest of the diffusion renderer, or use a smaller model.",
            ) from error
        report((n + 1) / len(request.clips))
        # A further clip begins with the frame that the one before ended with.
        yield from pixels[1:] if n else pixels
        start = pixels[-1]


def _pixels(frames: Any) -> Pixels:
    """(n, 3, h, w) from 0 to 1, on any device, as (n, h, w, 3) uint8."""
    import torch  # noqa: PLC0415 - heavy

    levels = (frames.float() * 255).round().clamp(0, 255).to(torch.uint8)
    return np.ascontiguousarray(levels.permute(0, 2, 3, 1).cpu().numpy())
