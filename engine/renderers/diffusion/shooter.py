"""The diffusion renderer at work: a model is asked clip by clip, and the take is encoded.

Each further clip starts from the last frame of the one before. It runs on a worker, which keeps the
models that it has loaded, and knows no family of models. What it makes is keyed by the revision of
the diffusion renderer's card.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from engine.prompts import Prompt
from engine.renderers.diffusion.card import REVISION, Diffusion
from engine.renderers.diffusion.family import Clip, Family, Pixels
from engine.renderers.diffusion.load import Loaded, load, worker
from engine.renderers.framing import ends
from engine.renderers.renderer import Order
from engine.renderers.take import encode_take, yuv420p
from schemas.errors import RenderError
from schemas.setup import Canvas, Setup

__all__ = [
    "DiffusionShooter",
]


@dataclass(frozen=True, slots=True)
class DiffusionShooter:
    """Shoots what `card` offered, in another process perhaps."""

    card: Diffusion

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        """Ask the model clip by clip and encode the take.

        Raises RenderError, also where this machine's checkpoints are not those of the plan: what
        they draw would be kept under the wrong key.
        """
        card, setup = self.card, order.setup
        self._assert_planned(setup)
        settings, words, lengths = card.settings, card.words(setup.shot), card.clips(setup.frames)
        used = card.used(setup.shot, setup.frames)
        loaded = {name: load(one, settings) for name, one in used.items()}
        first, last = ends(setup, order.pictures)
        request = _Request(
            prompt=words,
            canvas=setup.canvas,
            clips=lengths,
            steps=settings.steps,
            guidance=settings.guidance,
            seed=setup.seed,
            first=first,
            last=last,
        )
        models = (loaded.get("generate"), loaded.get("animate"))
        frames = _frames_of(request, card.family, *models, report)
        encode_take((yuv420p(frame) for frame in frames), setup.canvas, target)
        asked = f"{words.text}\n{words.negative}".encode()
        return {
            "renderer": f"diffusion {REVISION}",
            "model": " + ".join(one.folder.resolve().name for one in used.values()),
            "model_revision": " + ".join(one.digest for one in used.values()),
            "diffusers": version("diffusers"),
            "torch": version("torch"),
            "steps": str(settings.steps),
            "guidance": f"{settings.guidance:g}",
            "seed": str(setup.seed),
            "clips": " + ".join(str(length) for length in lengths),
            "prompt": hashlib.sha256(asked).hexdigest(),
            "worker": worker(),
            "loaded_at": " + ".join(one.at for one in loaded.values()),
        }

    def _assert_planned(self, setup: Setup) -> None:
        """The setup was offered, and the checkpoints here are those that its key names."""
        if why := self.card.refusal(setup.shot):
            raise RenderError(
                f"the diffusion renderer cannot make this: {why}",
                f"shot {setup.shot.name!r}",
                "Change the shot, or choose a renderer that offers it.",
            )
        if setup.fingerprint == self.card.fingerprint(setup.shot, setup.frames):
            return
        folders = (str(one.folder) for one in self.card.checkpoints.values())
        raise RenderError(
            "this worker's checkpoints or code are not those that the plan was drawn with",
            ", ".join((f"worker {worker()}", *folders)),
            "Install the same callsheet and copy the same checkpoints on every machine.",
        )


@dataclass(frozen=True, slots=True)
class _Request:
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


def _frames_of(
    request: _Request,
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
