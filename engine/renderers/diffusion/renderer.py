"""The diffusion renderer: text to video and a picture set in motion, by a local model.

It knows shots and settings; torch is imported where a shot is made, never to plan one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.pool import WorkerResources
from engine.prompts import REVISION as WORDS
from engine.prompts import Prompt
from engine.renderers.diffusion.checkpoint import open_checkpoint
from engine.renderers.diffusion.family import FAMILIES, clips, common
from engine.renderers.diffusion.load import assert_installed, load, worker
from engine.renderers.diffusion.offers import refusal
from schemas.errors import RenderError, RowError
from schemas.money import Money
from schemas.reject import Code
from schemas.rendering import DiffusionSettings
from schemas.setup import Canvas, Setup
from schemas.shot import Shot

__all__ = ["Diffusion"]

_REVISION = 1
"""Raise it whenever the same setup would give other pixels."""


class Diffusion:
    """Offers generate and animate, with the checkpoints that it was given. Costs nothing."""

    name = "diffusion"
    source_type = "trainedAlgorithmicMedia"

    def __init__(self, settings: DiffusionSettings, base: Path) -> None:
        """Open the checkpoints, whose paths start from `base`; nothing is loaded.

        Raises ProductionError for one that is not there, not safe, not allowed or not fitting, and
        where torch and diffusers are not installed.
        """
        assert_installed()
        self._settings = settings
        self._family = FAMILIES[settings.family]
        named = {"generate": settings.text_to_video, "animate": settings.image_to_video}
        self._checkpoints = {
            operation: open_checkpoint(base / folder, self._family, operation, settings.licence)
            for operation, folder in named.items()
            if folder is not None
        }
        self._rules = common([one.rules for one in self._checkpoints.values()])

    def refuses(self, shot: Shot) -> str:
        """Other operations, and what its checkpoints cannot do."""
        return refusal(shot, self._checkpoints.get("generate"), self._checkpoints.get("animate"))

    def fingerprint(self) -> dict[str, Any]:
        """Revisions, the checkpoints' digests, and the settings that change pixels."""
        return dict(self._fingerprint)

    @cached_property
    def _fingerprint(self) -> dict[str, Any]:
        settings = self._settings
        return {
            "revision": _REVISION,
            "words": WORDS,
            "family": settings.family,
            "checkpoints": {name: one.digest for name, one in self._checkpoints.items()},
            "steps": settings.steps,
            "guidance": settings.guidance,
            "height": settings.height,
            "longest": settings.longest,
            "precision": settings.precision,
        }

    def look(self, setup_operation: str, brand: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Nothing of the brand is in its pixels."""
        return {}

    def canvas(self, wanted: Canvas) -> Canvas:
        """Of the same shape, in the model's size and rate."""
        return self._rules.canvas(wanted, self._settings.height)

    def frames(self, least: int) -> int:
        """As many as the model's clips come to.

        Raises RowError (OPERATION) for more than one clip where nothing can continue it.
        """
        frames = self._rules.frames(least)
        further = self._checkpoints.get("animate")
        if len(self._clips(frames)) > 1 and (further is None or further.must_end):
            raise RowError(
                Code.OPERATION,
                "a shot is longer than one clip of the model, and nothing can continue it",
                f"{frames} frames, longest {self._settings.longest}",
                "Name an image_to_video checkpoint that starts from one picture, or shorten the "
                "shot.",
            )
        return frames

    def prompt(self, shot: Shot) -> str:
        """The words that the model is given."""
        return self._words(shot).text

    def needs(self) -> WorkerResources | None:
        """A worker that keeps the model."""
        gpus = self._settings.gpus if self._settings.device == "cuda" else 0.0
        return WorkerResources(gpus, self._settings.workers)

    def cost(self, setup: Setup) -> Money | None:  # noqa: ARG002 - every setup is free
        """Nothing."""
        return None

    def shoot(self, setup: Setup, pictures: Sequence[Path], target: Path) -> dict[str, str]:
        """Ask the model clip by clip and encode the take.

        Raises RenderError, also where this machine's checkpoints are not those of the plan: what
        they draw would be kept under the wrong key.
        """
        from engine.renderers.diffusion.frames import Request, frames_of  # noqa: PLC0415 - heavy
        from engine.renderers.diffusion.picture import ends  # noqa: PLC0415 - heavy
        from engine.renderers.take import encode_take, yuv420p  # noqa: PLC0415 - heavy

        if why := self.refuses(setup.shot):
            raise RenderError(
                f"the diffusion renderer cannot make this: {why}",
                f"shot {setup.shot.name!r}",
                "Change the shot, or choose a renderer that offers it.",
            )
        if setup.fingerprint != self.fingerprint():
            raise RenderError(
                "this worker's checkpoints or program are not those that the plan was drawn with",
                ", ".join(
                    (f"worker {worker()}", *(str(one.folder) for one in self._checkpoints.values()))
                ),
                "Install the same callsheet and copy the same checkpoints on every machine.",
            )
        settings, words = self._settings, self._words(setup.shot)
        lengths = self._clips(setup.frames)
        used = {
            name: one for name, one in self._checkpoints.items() if name == setup.shot.operation
        }
        if len(lengths) > 1:
            used |= {"animate": self._checkpoints["animate"]}
        loaded = {name: load(one, settings) for name, one in used.items()}
        first, last = ends(setup, pictures)
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
        frames = frames_of(request, loaded.get("generate"), loaded.get("animate"))
        encode_take((yuv420p(frame) for frame in frames), setup.canvas, target)
        asked = f"{words.text}\n{words.negative}".encode()
        return {
            "renderer": f"diffusion {_REVISION}",
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

    def _words(self, shot: Shot) -> Prompt:
        return self._family.prompt(shot.description, shot.operation)

    def _clips(self, frames: int) -> tuple[int, ...]:
        return clips(frames, self._settings.longest, self._rules.step)
