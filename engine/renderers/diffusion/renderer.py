"""The diffusion renderer: text to video and a picture set in motion, by a local model.

It knows shots and settings; torch is imported where a shot is made, never to plan one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from math import ceil
from pathlib import Path
from typing import Any

from engine.pool import WorkerResources
from engine.prompts import REVISION as WORDS
from engine.prompts import Prompt
from engine.renderers.diffusion.checkpoint import Checkpoint, open_checkpoint
from engine.renderers.diffusion.family import FAMILIES, clips, common
from engine.renderers.diffusion.load import assert_installed, load, worker
from engine.renderers.diffusion.offers import refusal
from engine.renderers.renderer import Offer, Unsupported
from schemas.errors import RenderError
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

    def offer(
        self,
        shot: Shot,
        canvas: Canvas,
        frames: int,
        brand: Mapping[str, Any],  # noqa: ARG002 - nothing of the brand is in its pixels
    ) -> Offer | Unsupported:
        """The shot in the model's own size, rate and clips; not what its checkpoints cannot do."""
        text, image = self._checkpoints.get("generate"), self._checkpoints.get("animate")
        if why := refusal(shot, text, image):
            return Unsupported(why)
        native = self._rules.canvas(canvas, self._settings.height)
        length = self._rules.frames(ceil(frames * native.rate / canvas.rate))
        if len(self._clips(length)) > 1 and (image is None or image.must_end):
            return Unsupported(
                f"its {length} frames are longer than one clip of the model "
                f"({self._settings.longest}), and no image_to_video checkpoint that starts from "
                "one picture can continue it"
            )
        gpus = self._settings.gpus if self._settings.device == "cuda" else 0.0
        return Offer(
            canvas=native,
            frames=length,
            fingerprint=self._fingerprint(shot, length),
            prompt=self._words(shot).text,
            resources=WorkerResources(gpus, self._settings.workers),
            seeded=True,
        )

    def _fingerprint(self, shot: Shot, frames: int) -> dict[str, Any]:
        """Revisions, the digests of the checkpoints that this shot uses, settings of its pixels.

        Another checkpoint beside them re-keys nothing.
        """
        settings = self._settings
        return {
            "revision": _REVISION,
            "words": WORDS,
            "family": settings.family,
            "checkpoints": {name: one.digest for name, one in self._used(shot, frames).items()},
            "steps": settings.steps,
            "guidance": settings.guidance,
            "longest": settings.longest,
            "precision": settings.precision,
        }

    def _used(self, shot: Shot, frames: int) -> dict[str, Checkpoint]:
        """The checkpoints that shoot it: the operation's, and the one that continues clips."""
        names = {shot.operation} | ({"animate"} if len(self._clips(frames)) > 1 else set())
        return {name: one for name, one in self._checkpoints.items() if name in names}

    def shoot(self, setup: Setup, pictures: Sequence[Path], target: Path) -> dict[str, str]:
        """Ask the model clip by clip and encode the take.

        Raises RenderError, also where this machine's checkpoints are not those of the plan: what
        they draw would be kept under the wrong key.
        """
        from engine.renderers.diffusion.frames import Request, frames_of  # noqa: PLC0415 - heavy
        from engine.renderers.diffusion.picture import ends  # noqa: PLC0415 - heavy
        from engine.renderers.take import encode_take, yuv420p  # noqa: PLC0415 - heavy

        text, image = self._checkpoints.get("generate"), self._checkpoints.get("animate")
        if why := refusal(setup.shot, text, image):
            raise RenderError(
                f"the diffusion renderer cannot make this: {why}",
                f"shot {setup.shot.name!r}",
                "Change the shot, or choose a renderer that offers it.",
            )
        if setup.fingerprint != self._fingerprint(setup.shot, setup.frames):
            raise RenderError(
                "this worker's checkpoints or program are not those that the plan was drawn with",
                ", ".join(
                    (f"worker {worker()}", *(str(one.folder) for one in self._checkpoints.values()))
                ),
                "Install the same callsheet and copy the same checkpoints on every machine.",
            )
        settings, words = self._settings, self._words(setup.shot)
        lengths = self._clips(setup.frames)
        used = self._used(setup.shot, setup.frames)
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
