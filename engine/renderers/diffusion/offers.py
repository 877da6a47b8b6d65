"""The diffusion renderer's offers: every shot operation, by local models.

It knows shots, settings and checkpoints' configurations; it loads no model and imports no torch.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.pool import WorkerResources
from engine.prompts import REVISION as WORDS
from engine.prompts import Prompt
from engine.renderers.diffusion.checkpoint import open_checkpoint
from engine.renderers.diffusion.crew import Crew, chosen, continued, lacking
from engine.renderers.diffusion.licences import Policy
from engine.renderers.diffusion.load import Device, assert_installed
from engine.renderers.diffusion.lora import open_lora
from engine.renderers.diffusion.operations import OPERATIONS
from engine.renderers.diffusion.sketch import Asks, Refused
from engine.renderers.diffusion.speed import Speed
from engine.renderers.diffusion.table import Table, open_table
from engine.renderers.diffusion.windows import Grid
from engine.renderers.renderer import Offer, Unsupported
from schemas.errors import ProductionError
from schemas.rendering import DiffusionSettings, ModelSettings
from schemas.setup import Canvas
from schemas.shot import Restyle, Shot

if TYPE_CHECKING:
    from engine.renderers.diffusion.shooter import DiffusionShooter

__all__ = ["REVISION", "Diffusion", "Part", "open_diffusion"]

REVISION = 2
"""Raise it whenever the same setup would give other pixels."""
_HEIGHT = 480
"""Of the shorter side, where neither the settings nor the table say one."""


@dataclass(frozen=True, slots=True)
class Part:
    """The renderer's answer for a shot of `frames` frames: who shoots it, and on which grid."""

    crew: Crew
    grid: Grid


class Diffusion:
    """Offers what the checkpoints that it was given can do. Costs nothing."""

    name = "diffusion"
    source_type = "trainedAlgorithmicMedia"

    def __init__(self, settings: DiffusionSettings, base: Path) -> None:
        """Open the checkpoints, whose paths start from `base`; nothing is loaded.

        Raises ProductionError for one that is not there, not safe, not allowed or of no known
        family, and where torch and diffusers are not installed.
        """
        assert_installed()
        self.base = base
        self.table = open_table(None if settings.table is None else base / settings.table)
        self.settings = settings
        self.device, self.height = _drawn_at(settings, self.table)
        policy = Policy(settings.licence, settings.shown_in, settings.revenue)
        self.checkpoints = tuple(
            replace(
                open_checkpoint(_folder(one, base, self.table), policy, self.table, one),
                loras=tuple(open_lora(base / lora.file, lora.strength) for lora in one.lora),
                speed=Speed(one.attention, one.compile),
            )
            for one in settings.models
        )

    @property
    def resources(self) -> WorkerResources:
        """Workers that keep the model, with what it needs of a GPU."""
        gpus = self.settings.gpus if self.device.name == "cuda" else 0.0
        return WorkerResources(gpus, self.settings.workers)

    def offer(
        self,
        shot: Shot,
        canvas: Canvas,
        frames: int,
        brand: Mapping[str, Any],  # noqa: ARG002 - nothing of the brand is in its pixels
    ) -> Offer | Unsupported:
        """The shot in the model's own size, rate and lengths; not what its models cannot do."""
        able = self._able(shot)
        if isinstance(able, str):
            return Unsupported(able)
        rules = able[1].opening.abilities.rules
        native = rules.canvas(canvas, self.height)
        length = rules.frames(ceil(frames * native.rate / canvas.rate))
        part = self.part(shot, length)
        if isinstance(part, str):
            return Unsupported(part)
        return Offer(
            canvas=native,
            frames=length,
            fingerprint=self.fingerprint(shot, length),
            prompt="\n".join(words.text for words in self.words(shot, part)),
            resources=self.resources,
            seeded=True,
            sound=self.is_heard(shot, part),
        )

    def part(self, shot: Shot, frames: int) -> Part | str:
        """Who shoots it in `frames` frames of the model, or why nobody can, in words."""
        able = self._able(shot)
        if isinstance(able, str):
            return able
        asks, crew = able
        longest = crew.opening.abilities.longest
        if frames > longest or asks.divided:
            whole = continued(asks, crew, self.checkpoints)
            if whole is None:
                long = f"its {frames} frames are longer than one clip of the model ({longest})"
                reason = long if frames > longest else "its cards' words change within the take"
                return f"{reason}, and to go on {lacking(asks.following, self.table)}"
            crew = whole
        step = crew.opening.abilities.rules.step
        return Part(crew, Grid(step, frames, shot.frames + shot.handle))

    def _able(self, shot: Shot) -> tuple[Asks, Crew] | str:
        """What the shot asks of models and who begins it, or why nobody can, in words."""
        try:
            asks = OPERATIONS[shot.operation].asks(shot)
        except Refused as why:
            return str(why)
        crew = chosen(asks, self.checkpoints)
        return lacking(asks.opening, self.table) if crew is None else (asks, crew)

    def models(self) -> Mapping[str, str]:
        """The checkpoints' digests by their folders."""
        return {
            setting.folder or setting.name: one.digest
            for setting, one in zip(self.settings.models, self.checkpoints, strict=True)
        }

    def shooter(self) -> DiffusionShooter:
        """Asks the model, on a worker."""
        from engine.renderers.diffusion.shooter import DiffusionShooter  # noqa: PLC0415 - heavy

        return DiffusionShooter(self)

    def fingerprint(self, shot: Shot, frames: int) -> dict[str, Any]:
        """Revisions, the checkpoints that this shot uses and how they draw, where it is timed.

        Another checkpoint beside them re-keys nothing. Empty for what nobody can shoot.
        """
        part = self.part(shot, frames)
        if isinstance(part, str):
            return {}
        return {
            "revision": REVISION,
            "words": WORDS,
            "checkpoints": {
                role: {
                    "digest": one.digest,
                    "family": one.family.name,
                    "steps": one.abilities.steps,
                    "guidance": one.abilities.guidance,
                    "longest": one.abilities.longest,
                    **({"attention": one.speed.attention} if one.speed.attention else {}),
                }
                for role, one in part.crew.members.items()
            },
            "times": dict(OPERATIONS[shot.operation].times(shot, part.grid)),
            "precision": self.device.precision,
            "sound": self.is_heard(shot, part),
        }

    def words(self, shot: Shot, part: Part) -> list[Prompt]:
        """What the models are given to read, in order."""
        family = part.crew.opening.family
        described = OPERATIONS[shot.operation].descriptions(shot)
        return [family.prompt(one, shot.operation) for one in described]

    def is_heard(self, shot: Shot, part: Part) -> bool:
        """Whether its take has the sound that was made with it; what is redrawn is silent."""
        able = all(one.abilities.sound for one in part.crew.members.values())
        moves = shot.operation != "still" and not isinstance(shot, Restyle)
        return self.settings.sound and able and moves

    def __reduce__(self) -> tuple[Any, ...]:
        """A worker opens its own machine's checkpoints, once: they may not be the driver's."""
        return (open_diffusion, (self.settings, self.base))


def _folder(model: ModelSettings, base: Path, table: Table) -> Path:
    if model.folder:
        return base / model.folder
    row = table.models.get(model.name)
    if row is None or not row.folder:
        shipped = ", ".join(name for name, one in table.models.items() if one.folder)
        get = "" if row is None else f"Download it ({row.download}, {row.size.disk:g} GB) and "
        raise ProductionError(
            "a model that does not come with callsheet is named without its folder",
            f"name {model.name}; {shipped} comes with callsheet",
            f"{get}say its `folder` (callsheet models lists what there is).",
        )
    return Path(__file__).parent / row.folder


def _drawn_at(settings: DiffusionSettings, table: Table) -> tuple[Device, int]:
    """The device and the height, where they are left to the models as the table has them."""
    rows = [table.models.get(one.name) for one in settings.models]
    small = all(row is not None and row.device == "cpu" for row in rows)
    name = settings.device or ("cpu" if small else "cuda")
    precision = settings.precision or ("bfloat16" if name == "cuda" else "float32")
    best = rows[0].height if rows[0] is not None else None
    return Device(name, precision), settings.height or best or _HEIGHT


@functools.cache
def open_diffusion(settings: DiffusionSettings, base: Path) -> Diffusion:
    """The renderer, opened once in each process. Raises ProductionError."""
    return Diffusion(settings, base)
