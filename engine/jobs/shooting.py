"""Shooting: one setup until a take of it passes inspection, or no retake can help."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from engine.inputs import InputFile
from engine.inspection import Joints, Light, Limits, light_of_clip, light_of_picture, measure_take
from engine.media import probe
from engine.media.intermediate import REVISION as INTERMEDIATE
from engine.media.intermediate import make_intermediate
from engine.renderers.clips import ClipInput, begun, length_of_clip
from engine.renderers.renderer import Order, Shooter
from engine.store import BlobKind, BlobRecord, Blobs
from schemas.brief import Video
from schemas.errors import EncodeError, InspectionError
from schemas.inspection import Inspection
from schemas.keys import key_of
from schemas.setup import Canvas, Setup, Take
from schemas.shot import Extend, Loop, Move, Restyle, ShotRef
from schemas.storyboard import clips_of, sources_of, videos_of

__all__ = [
    "AcceptedTake",
    "Attempt",
    "Shooting",
    "Standards",
    "attempts",
    "light_of_sources",
    "order_of",
    "shoot",
    "try_once",
]


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
    made: tuple[BlobRecord, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Attempt:
    """One take of a setup, what was measured of it, and what the ledger remembers of its blob."""

    take: Take
    inspection: Inspection
    made: BlobRecord


def shoot(
    setup: Setup,
    shooter: Shooter,
    files: Sequence[InputFile],
    standards: Standards,
    blobs: Blobs,
    *sources: Shooting | AcceptedTake,
    report: Callable[[float], None] = lambda _share: None,
) -> Shooting:
    """Shoot `setup`, and again while another seed can cure what failed and a retake is left.

    `files` are those of its pictures and then of its videos, `sources` the takes of
    `setup.sources`, in their order, as they were accepted or as other jobs have just shot them.
    Raises InspectionError where a source did not pass, and RenderError and EncodeError.
    """
    order = order_of(setup, files, blobs, *sources)

    def attempt(tried: Setup) -> Attempt:
        tried_order, sources = replace(order, setup=tried), partial(light_of_sources, order)
        return try_once(tried_order, shooter, standards, blobs, sources, report=report)

    return attempts(setup, standards, attempt)


def attempts(setup: Setup, standards: Standards, attempt: Callable[[Setup], Attempt]) -> Shooting:
    """Have `attempt` make takes of `setup` until one passes or no retake can help or is left."""
    made: list[Attempt] = []
    for number in range(standards.retakes + 1):
        made.append(attempt(setup.again(number)))
        if made[-1].inspection.passed or not made[-1].inspection.retakeable:
            break
    key = setup.key()
    return Shooting(
        key,
        tuple(one.take for one in made),
        tuple(one.inspection for one in made),
        tuple(replace(one.made, lineage={**one.made.lineage, "setup": key}) for one in made),
    )


def try_once(
    order: Order,
    shooter: Shooter,
    standards: Standards,
    blobs: Blobs,
    sources: Callable[[], Iterable[Light]],
    *,
    report: Callable[[float], None] = lambda _share: None,
) -> Attempt:
    """Make the order's take and measure it; `sources` as `measure_take` has them.

    A take that lies in the store already (its maker was killed before it could say so) is inspected
    and used. Raises RenderError and EncodeError.
    """
    setup = order.setup
    key, lineage, seconds = setup.key(), {}, 0.0
    if not blobs.has(key, BlobKind.TAKE):
        begun = time.perf_counter()
        with blobs.writing(key, BlobKind.TAKE) as target:
            lineage = shooter.shoot(order, target, report)
        seconds = time.perf_counter() - begun
    take = Take(
        key=key,
        shot=setup.shot.name,
        canvas=setup.canvas,
        frames=setup.frames,
        renderer=setup.renderer,
        attempt=setup.attempt,
        seconds=seconds,
        lineage=lineage,
    )
    inspection = measure_take(
        blobs.path(key, BlobKind.TAKE),
        key,
        setup.canvas,
        setup.frames,
        standards.limits,
        moving=_moves(setup, standards),
        generated=standards.generated,
        sources=sources,
        bare=not (standards.generated or setup.pictures or order.clips),
        joints=_joints(order),
    )
    recorded = {**lineage, "attempt": setup.attempt}
    return Attempt(
        take, inspection, blobs.made(key, BlobKind.TAKE, lineage=recorded, seconds=seconds)
    )


def order_of(
    setup: Setup,
    files: Sequence[InputFile],
    blobs: Blobs,
    *sources: Shooting | AcceptedTake,
) -> Order:
    """Everything that the setup's takes are made from, as files of this machine; `files` as above.

    Raises InspectionError where a source did not pass, and EncodeError for a damaged video.
    """
    count = len(setup.pictures)
    pictures = tuple(picture.localize(blobs).path for picture in files[:count])
    clips = tuple(_clips(setup, sources, files[count:], blobs))
    return Order(setup, pictures, clips)


def light_of_sources(order: Order) -> list[Light]:
    """How light, dark and sharp everything is that the order's take is made from: pictures as they
    are placed, and clips. Raises RenderError and EncodeError for what cannot be read.
    """
    from engine.renderers.framing import framed  # noqa: PLC0415 - OpenCV is heavy

    setup = order.setup
    places = () if setup.placement is None else setup.placement.pictures
    lights: list[Light] = [
        light_of_picture(framed(path, picture.seen, setup.canvas, place))
        for path, picture, place in zip(order.pictures, setup.pictures, places, strict=False)
    ]
    return lights + [light_of_clip(clip.path) for clip in order.clips]


def _clips(
    setup: Setup,
    sources: Sequence[Shooting | AcceptedTake],
    videos: Sequence[InputFile],
    blobs: Blobs,
) -> Iterator[ClipInput]:
    """The takes and videos that the shot starts from, by the fields that ask for them."""
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
    given = {number: n for n, number in enumerate(videos_of(setup.shot))}
    for role, clip in clips_of(setup.shot):
        if isinstance(clip, ShotRef):
            take = accepted[places[clip.shot]]
            path = blobs.path(take.key, BlobKind.TAKE)
            found = ClipInput(path, take.canvas, first=0, frames=take.frames, role=role)
        else:
            number = given[clip.video]
            found = _video(setup.videos[number], videos[number], blobs, role)
        yield begun(found, setup.shot, setup.frames, setup.canvas)


def _video(video: Video, file: InputFile, blobs: Blobs, role: str) -> ClipInput:
    """One of the row's videos, as an intermediate, which the store keeps."""
    key = key_of("intermediate", sha256=video.sha256, revision=INTERMEDIATE)
    if not blobs.has(key, BlobKind.TAKE):
        with blobs.writing(key, BlobKind.TAKE) as target:
            make_intermediate(file.localize(blobs).path, video, target)
    path = blobs.path(key, BlobKind.TAKE)
    found = probe(path).picture
    if found is None:
        raise EncodeError("The video gave no picture", video.path, "Export it again.")
    canvas = Canvas(width=found.width, height=found.height, rate=found.rate)
    return ClipInput(path, canvas, first=0, frames=found.frames, role=role)


def _measured(inspection: Inspection) -> str:
    worst = inspection.failed[0]
    return f"{worst.measure} is {worst.value:.3g} {worst.unit}"


def _joints(order: Order) -> Joints:
    """Where the take's parts meet, by what its renderer said that it keeps of a clip."""
    setup = order.setup
    match setup.shot:
        case Extend() if order.clips:
            there = length_of_clip(order.clips[0], setup.canvas)
            kept = min(setup.fingerprint.get("times", {}).get("kept", setup.shot.kept), there)
            forward = setup.shot.direction == "forward"
            return Joints((kept if forward else setup.frames - kept,))
        case Loop():
            return Joints(closed=True)
        case Restyle():
            before, after = setup.fingerprint.get("times", {}).get("regenerated", (0, 0))
            return Joints((before + 1, after)) if after else Joints()
    return Joints()


def _moves(setup: Setup, standards: Standards) -> bool:
    """Whether the shot should move to its end: a model was asked to. A camera over the row's own
    pictures settles, and then holds.
    """
    camera = setup.shot.description.camera
    return standards.generated and camera.move is not Move.HOLD and camera.strength > 0.25
