"""The diffusion renderer at work: a shot's operation draws up a sketch, and the chain draws it.

It runs on a worker, which keeps the models that it has loaded, and knows no family of models. What
it makes is keyed by the revision of the diffusion renderer's offers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from engine.renderers.diffusion.chain import Chain
from engine.renderers.diffusion.checkpoint import Checkpoint
from engine.renderers.diffusion.footage import ClipFootage
from engine.renderers.diffusion.load import shelf, worker
from engine.renderers.diffusion.offers import REVISION, Diffusion, Part
from engine.renderers.diffusion.operations import OPERATIONS
from engine.renderers.diffusion.sketch import Scene, Sketch
from engine.renderers.framing import shown
from engine.renderers.picture import read_pixels
from engine.renderers.renderer import Order
from engine.renderers.take import encode_take
from schemas.errors import RenderError
from schemas.setup import Setup
from schemas.shot import Generate
from schemas.storyboard import pictures_of

__all__ = [
    "DiffusionShooter",
]


@dataclass(frozen=True, slots=True)
class DiffusionShooter:
    """Shoots what `renderer` offered, in another process perhaps."""

    renderer: Diffusion

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        """Ask the models clip by clip and encode the take.

        Raises RenderError, also where this machine's checkpoints are not those of the plan: what
        they draw would be kept under the wrong key.
        """
        renderer, setup = self.renderer, order.setup
        part = self._planned(setup)
        sketch = _sketch(part, order)

        with tempfile.TemporaryDirectory() as folder:
            # It is written when the last frame has been taken.
            sound = Path(folder, "sound.wav") if renderer.is_heard(setup.shot, part) else None
            held = shelf(), renderer.device
            chain = Chain(sketch, setup.canvas, part.crew, *held, setup.seed, report, sound)
            encode_take(chain.frames(), setup.canvas, target, sound)
        members = list(part.crew.members.values())
        times = OPERATIONS[setup.shot.operation].times(setup.shot, part.grid)
        return {
            "renderer": f"diffusion {REVISION}",
            "operation": setup.shot.operation,
            "model": " + ".join(one.folder.resolve().name for one in members),
            "model_revision": " + ".join(one.digest for one in members),
            **_changed_by(members),
            **_computed(members),
            "diffusers": version("diffusers"),
            "torch": version("torch"),
            "steps": " + ".join(str(one.abilities.steps) for one in members),
            "guidance": " + ".join(f"{one.abilities.guidance:g}" for one in members),
            "seed": str(setup.seed),
            "size": f"{setup.canvas.width}x{setup.canvas.height}, {setup.frames} frames",
            "clips": " + ".join(str(window.frames) for window in chain.clips),
            **_cast(setup),
            **{f"times_{name}": str(value) for name, value in times.items()},
            "prompt": "\n".join(words.prompt.text for words in sketch.words),
            "negative_prompt": sketch.words[0].prompt.negative,
            **({"tiled": "memory was short: decoded in tiles"} if chain.tiled else {}),
            "worker": worker(),
            "loaded_at": " + ".join(chain.loaded_at.get(one.digest, "") for one in members),
        }

    def _planned(self, setup: Setup) -> Part:
        """The setup was offered, and the checkpoints here are those that its key names."""
        part = self.renderer.part(setup.shot, setup.frames)
        if isinstance(part, str):
            raise RenderError(
                f"the diffusion renderer cannot make this: {part}",
                f"shot {setup.shot.name!r}",
                "Change the shot, or choose a renderer that offers it.",
            )
        if setup.fingerprint == self.renderer.fingerprint(setup.shot, setup.frames):
            return part
        folders = (str(one.folder) for one in self.renderer.checkpoints)
        raise RenderError(
            "this worker's checkpoints or code are not those that the plan was drawn with",
            ", ".join((f"worker {worker()}", *folders)),
            "Install the same callsheet and copy the same checkpoints on every machine.",
        )


def _changed_by(members: Sequence[Checkpoint]) -> dict[str, str]:
    """The LoRA files that its models' weights were changed by."""
    loras = [f"{lora.file.name} x {lora.strength:g}" for one in members for lora in one.loras]
    return {"lora": " + ".join(loras)} if loras else {}


def _computed(members: Sequence[Checkpoint]) -> dict[str, str]:
    """How, where it is not as torch does by itself."""
    said = {}
    if backends := [one.speed.attention for one in members if one.speed.attention]:
        said["attention"] = " + ".join(backends)
    if any(one.speed.compiled for one in members):
        said["compiled"] = "its blocks"
    return said


def _cast(setup: Setup) -> dict[str, str]:
    """Who is in it, and how the model was told."""
    shot = setup.shot
    if not shot.cast:
        return {}
    pictured = isinstance(shot, Generate) and shot.references
    return {"cast": ", ".join(shot.cast), "cast_by": "reference pictures" if pictured else "words"}


def _sketch(part: Part, order: Order) -> Sketch:
    setup = order.setup
    shot, family = setup.shot, part.crew.opening.family
    files = dict(zip(pictures_of(shot), order.pictures, strict=False))
    scene = Scene(
        canvas=setup.canvas,
        grid=part.grid,
        context=part.crew.context,
        prompt=lambda described: family.prompt(described, shot.operation),
        picture=lambda reference: shown(setup, order.pictures, reference),
        reference=lambda reference: read_pixels(files[reference.picture])[..., :3],
        clips={clip.role: ClipFootage(clip, setup.canvas) for clip in order.clips},
    )
    return OPERATIONS[shot.operation].sketch(shot, scene)
