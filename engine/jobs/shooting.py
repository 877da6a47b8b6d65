"""Shooting: one setup until a take of it passes inspection, or no retake can help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.inputs import InputFile
from engine.inspection import Limits, measure_take
from engine.renderers.clips import ClipInput
from engine.renderers.renderer import Order, Shooter
from engine.store import Blobs, Kind, Made
from schemas.errors import InspectionError
from schemas.inspection import Inspection
from schemas.setup import Canvas, Setup, Take
from schemas.shot import Move, ShotRef
from schemas.storyboard import clips_of, pictures_of, sources_of

__all__ = ["AcceptedTake", "Shooting", "Standards", "shoot"]


@dataclass(frozen=True, slots=True)
class AcceptedTake:
    """A take that passed, in the store under `key`, of the shot of that name."""

    key: str
    shot: str
    canvas: Canvas
    frames: int


@dataclass(frozen=True, slots=True)
class Standards:
    """What takes are held to, and how many more may be made where another seed can cure a failure.

    `generated` says that a model makes the picture, and not the row's owner.
    """

    limits: Limits
    retakes: int = 0
    generated: bool = False


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
    def accepted(self) -> AcceptedTake:
        """The take that passed. Raises InspectionError where none did."""
        take = self.takes[-1]
        if not self.passed:
            raise InspectionError(
                f"shot {take.shot!r} fails its inspection", _measured(self.inspections[-1])
            )
        return AcceptedTake(take.key, take.shot, take.canvas, take.frames)

    @property
    def rendered(self) -> int:
        """How many takes were made now, rather than found in the store."""
        return sum(take.seconds > 0 for take in self.takes)


def shoot(
    setup: Setup,
    shooter: Shooter,
    pictures: Sequence[InputFile],
    standards: Standards,
    blobs: Blobs,
    *sources: Shooting | AcceptedTake,
    report: Callable[[float], None] = lambda _share: None,
) -> Shooting:
    """Shoot `setup`, and again while another seed can cure what failed and a retake is left.

    `sources` are the takes of `setup.sources`, in their order, as they were accepted or as other
    jobs have just shot them. A take that lies in the store already (its maker was killed before it
    could say so) is inspected and used. Raises InspectionError where a source did not pass, and
    RenderError and EncodeError.
    """
    clips = tuple(_clips(setup, sources, blobs))
    files = tuple(picture.localize(blobs).path for picture in pictures)
    takes: list[Take] = []
    inspections: list[Inspection] = []
    made: list[Made] = []
    for attempt in range(standards.retakes + 1):
        tried = setup.model_copy(update={"attempt": attempt, "seed": setup.seed + attempt})
        key, lineage, seconds = tried.key(), {}, 0.0
        if not blobs.has(key, Kind.TAKE):
            begun = time.perf_counter()
            with blobs.writing(key, Kind.TAKE) as target:
                lineage = shooter.shoot(Order(tried, files, clips), target, report)
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
                standards.limits,
                moving=_moves(setup, standards),
                generated=standards.generated,
            )
        )
        if inspections[-1].passed or not inspections[-1].retakeable:
            break
    return Shooting(setup.key(), tuple(takes), tuple(inspections), tuple(made))


def _clips(
    setup: Setup, sources: Sequence[Shooting | AcceptedTake], blobs: Blobs
) -> Iterator[ClipInput]:
    """The takes that the shot starts from, by the fields that ask for them."""
    accepted: list[AcceptedTake] = []
    for source in sources:
        if isinstance(source, Shooting) and not source.passed:
            raise InspectionError(
                f"shot {setup.shot.name!r} is not shot, because a shot that it starts from failed",
                f"shot {source.takes[-1].shot!r}: {_measured(source.inspections[-1])}",
                "Correct that shot first.",
            )
        accepted.append(source.accepted if isinstance(source, Shooting) else source)
    places = {name: n for n, name in enumerate(sources_of(setup.shot))}
    for role, clip in clips_of(setup.shot):
        if isinstance(clip, ShotRef):
            take = accepted[places[clip.shot]]
            path = blobs.path(take.key, Kind.TAKE)
            yield ClipInput(path, take.canvas, first=0, frames=take.frames, role=role)


def _measured(inspection: Inspection) -> str:
    worst = inspection.failed[0]
    return f"{worst.measure} is {worst.value:.3g} {worst.unit}"


def _moves(setup: Setup, standards: Standards) -> bool:
    """Whether the shot should visibly move: the camera does, over something that can be seen to."""
    camera = setup.shot.description.camera
    seen = bool(pictures_of(setup.shot)) or standards.generated
    return camera.move is not Move.HOLD and camera.strength > 0.25 and seen
