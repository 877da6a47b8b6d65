"""The diffusion renderer's card: text to video and a picture set in motion, by a local model.

It knows shots, settings and checkpoints' configurations; it loads no model and imports no torch.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.pool import WorkerResources
from engine.prompts import REVISION as WORDS
from engine.prompts import Prompt
from engine.renderers.diffusion.checkpoint import Checkpoint, open_checkpoint
from engine.renderers.diffusion.families import FAMILIES
from engine.renderers.diffusion.family import Family, clips, common
from engine.renderers.diffusion.load import assert_installed
from engine.renderers.renderer import Offer, Unsupported
from schemas.errors import ProductionError
from schemas.rendering import DiffusionSettings
from schemas.setup import Canvas
from schemas.shot import Animate, Generate, Shot

if TYPE_CHECKING:
    from engine.renderers.diffusion.shooter import DiffusionShooter

__all__ = ["REVISION", "Diffusion", "open_diffusion"]

REVISION = 1
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
        self.settings = settings
        self.base = base
        self.family: Family = FAMILIES[settings.family]
        named = {"generate": settings.text_to_video, "animate": settings.image_to_video}
        self.checkpoints: Mapping[str, Checkpoint] = {
            operation: open_checkpoint(base / folder, self.family, operation, settings.licence)
            for operation, folder in named.items()
            if folder is not None
        }
        self._rules = common([one.abilities.rules for one in self.checkpoints.values()])
        if settings.longest <= self._rules.step:
            raise ProductionError(
                "the diffusion renderer's `longest` is shorter than the model's shortest clip",
                f"longest: {settings.longest}, the model's clips have {self._rules.step}k+1 frames",
                f"Say at least {self._rules.step + 1}, or leave it out.",
            )

    @property
    def resources(self) -> WorkerResources:
        """Workers that keep the model, with what it needs of a GPU."""
        gpus = self.settings.gpus if self.settings.device == "cuda" else 0.0
        return WorkerResources(gpus, self.settings.workers)

    def offer(
        self,
        shot: Shot,
        canvas: Canvas,
        frames: int,
        brand: Mapping[str, Any],  # noqa: ARG002 - nothing of the brand is in its pixels
    ) -> Offer | Unsupported:
        """The shot in the model's own size, rate and clips; not what its checkpoints cannot do."""
        if why := self.refusal(shot):
            return Unsupported(why)
        image = self.checkpoints.get("animate")
        native = self._rules.canvas(canvas, self.settings.height)
        length = self._rules.frames(ceil(frames * native.rate / canvas.rate))
        if len(self.clips(length)) > 1 and (image is None or image.abilities.must_end):
            return Unsupported(
                f"its {length} frames are longer than one clip of the model "
                f"({self.settings.longest}), and no image_to_video checkpoint that starts from "
                "one picture can continue it"
            )
        return Offer(
            canvas=native,
            frames=length,
            fingerprint=self.fingerprint(shot, length),
            prompt=self.words(shot).text,
            resources=self.resources,
            seeded=True,
        )

    def refusal(self, shot: Shot) -> str:
        """Why its checkpoints cannot make `shot`, whatever its length; empty where they can."""
        match shot:
            case Generate(cards=(_, *_)):
                return "it does not follow cards yet"
            case Generate(references=(_, *_)):
                return "it cannot be shown reference pictures; use animate to start from one"
            case Generate():
                there = "generate" in self.checkpoints
                return "" if there else "it has no text_to_video checkpoint"
            case Animate(last=last):
                return _of_animate(self.checkpoints.get("animate"), towards=last is not None)
        return f"it does not offer {shot.operation!r} yet, only generate and animate"

    def models(self) -> Mapping[str, str]:
        """The checkpoints' digests by operation."""
        return {operation: one.digest for operation, one in self.checkpoints.items()}

    def shooter(self) -> DiffusionShooter:
        """Asks the model, on a worker."""
        from engine.renderers.diffusion.shooter import DiffusionShooter  # noqa: PLC0415 - heavy

        return DiffusionShooter(self)

    def fingerprint(self, shot: Shot, frames: int) -> dict[str, Any]:
        """Revisions, the digests of the checkpoints that this shot uses, settings of its pixels.

        Another checkpoint beside them re-keys nothing.
        """
        settings = self.settings
        return {
            "revision": REVISION,
            "words": WORDS,
            "family": settings.family,
            "checkpoints": {name: one.digest for name, one in self.used(shot, frames).items()},
            "steps": settings.steps,
            "guidance": settings.guidance,
            "longest": settings.longest,
            "precision": settings.precision,
        }

    def used(self, shot: Shot, frames: int) -> dict[str, Checkpoint]:
        """The checkpoints that shoot it: the operation's, and the one that continues clips."""
        names = {shot.operation} | ({"animate"} if len(self.clips(frames)) > 1 else set())
        return {name: one for name, one in self.checkpoints.items() if name in names}

    def words(self, shot: Shot) -> Prompt:
        """What the model is given to read."""
        return self.family.prompt(shot.description, shot.operation)

    def clips(self, frames: int) -> tuple[int, ...]:
        """The lengths of the clips that a take of `frames` frames is made of."""
        return clips(frames, self.settings.longest, self._rules.step)

    def __reduce__(self) -> tuple[Any, ...]:
        """A worker opens its own machine's checkpoints, once: they may not be the driver's."""
        return (open_diffusion, (self.settings, self.base))


def _of_animate(image: Checkpoint | None, *, towards: bool) -> str:
    if image is None:
        return "it has no image_to_video checkpoint"
    if towards and not image.abilities.ends:
        return "its image_to_video checkpoint cannot be told with which picture to end"
    if not towards and image.abilities.must_end:
        return "its image_to_video checkpoint wants a last picture beside the first"
    return ""


@functools.cache
def open_diffusion(settings: DiffusionSettings, base: Path) -> Diffusion:
    """The card, opened once in each process. Raises ProductionError."""
    return Diffusion(settings, base)
