"""The diffusion renderer at work: a model is asked clip by clip, and the take is encoded.

It runs on a worker, which keeps the models that it has loaded.
What it makes is keyed by the revision of the diffusion renderer's card.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from engine.renderers.diffusion.card import REVISION, Diffusion
from engine.renderers.diffusion.frames import Request, frames_of
from engine.renderers.diffusion.load import load, worker
from engine.renderers.framing import ends
from engine.renderers.renderer import Order
from engine.renderers.take import encode_take, yuv420p
from schemas.errors import RenderError
from schemas.setup import Setup

__all__ = ["DiffusionShooter"]


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
        request = Request(
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
        frames = frames_of(request, card.family, *models, report)
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
