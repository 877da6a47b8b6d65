"""Shooting: one setup until a take of it passes inspection, or no retake can help."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.inputs import InputFile
from engine.inspection import Limits, measure_take
from engine.proof import is_generative
from engine.renderers import Renderer, RendererRouter, open_router
from engine.store import Blobs, Kind, Made
from schemas.errors import InspectionError
from schemas.inspection import Inspection
from schemas.rendering import RendererSettings
from schemas.setup import Setup, Take
from schemas.shot import Move
from schemas.storyboard import pictures_of

__all__ = ["Shooting", "shoot", "shoot_with"]


@dataclass(frozen=True, slots=True)
class Shooting:
    """Every attempt at one setup, in order. The last one passed, unless `passed` says otherwise."""

    setup: str
    takes: tuple[Take, ...]
    inspections: tuple[Inspection, ...]
    made: tuple[Made, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the last take is good."""
        return self.inspections[-1].passed

    @property
    def rendered(self) -> int:
        """How many takes were made now, rather than found in the store."""
        return sum(take.seconds > 0 for take in self.takes)


def shoot(
    setup: Setup,
    settings: tuple[RendererSettings, ...],
    base: Path,
    pictures: Sequence[InputFile],
    blobs: Blobs,
    limits: Limits,
    retakes: int,
    *sources: Shooting,
) -> Shooting:
    """Shoot `setup` with the renderer that it names, as `shoot_with` does.

    The paths in `settings` start from `base`. `sources` are the takes that it starts from, as other
    jobs have just shot them. Raises InspectionError where one of them did not pass.
    """
    for source in sources:
        if not source.passed:
            raise InspectionError(
                f"shot {setup.shot.name!r} is not shot, because a shot that it starts from failed",
                f"shot {source.takes[-1].shot!r}",
                "Mend that shot first.",
            )
    renderer = _router(settings, base).named(setup.renderer)
    files = [picture.localize(blobs).path for picture in pictures]
    return shoot_with(renderer, setup, retakes, files, blobs, limits)


def shoot_with(
    renderer: Renderer,
    setup: Setup,
    retakes: int,
    pictures: Sequence[Path],
    blobs: Blobs,
    limits: Limits,
) -> Shooting:
    """Shoot `setup`, and up to `retakes` times again while another seed can cure what failed.

    A take that lies in the store already (its maker was killed before it could say so) is inspected
    and used. Raises RenderError and EncodeError.
    """
    takes: list[Take] = []
    inspections: list[Inspection] = []
    made: list[Made] = []
    for attempt in range(retakes + 1):
        tried = setup.model_copy(update={"attempt": attempt, "seed": setup.seed + attempt})
        key, lineage, seconds = tried.key(), {}, 0.0
        if not blobs.has(key, Kind.TAKE):
            begun = time.perf_counter()
            with blobs.writing(key, Kind.TAKE) as target:
                lineage = renderer.shoot(tried, pictures, target)
            seconds = time.perf_counter() - begun
        take = Take(
            key=key,
            shot=setup.shot.name,
            canvas=setup.canvas,
            frames=setup.frames,
            renderer=setup.renderer,
            attempt=attempt,
            seconds=seconds,
            lineage=lineage,
        )
        recorded = {**lineage, "setup": setup.key(), "attempt": attempt}
        made.append(blobs.made(key, Kind.TAKE, lineage=recorded, seconds=seconds))
        takes.append(take)
        inspections.append(
            measure_take(
                blobs.path(key, Kind.TAKE),
                key,
                setup.canvas,
                setup.frames,
                limits,
                moving=_moves(setup, renderer),
                generated=is_generative(renderer.source_type),
            )
        )
        if inspections[-1].passed or not inspections[-1].retakeable:
            break
    return Shooting(setup.key(), tuple(takes), tuple(inspections), tuple(made))


@functools.cache
def _router(settings: tuple[RendererSettings, ...], base: Path) -> RendererRouter:
    """Once in each worker, which lives no longer than its run."""
    return open_router(settings, base)


def _moves(setup: Setup, renderer: Renderer) -> bool:
    """Whether the shot should visibly move: the camera does, over something that can be seen to."""
    camera = setup.shot.description.camera
    seen = bool(pictures_of(setup.shot)) or is_generative(renderer.source_type)
    return camera.move is not Move.HOLD and camera.strength > 0.25 and seen
