"""Renderer: what turns a Setup into a Take, as the rest of the studio sees it.

A renderer is two things: itself, which the plan asks what it offers, and a shooter, which makes
takes. It knows no renderer by name; `engine.renderers.router` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from engine.pool import WorkerResources
from engine.renderers.clips import ClipInput
from engine.spending.jobs import JobProvider
from schemas.money import Money
from schemas.setup import Canvas, Setup
from schemas.shot import Shot

__all__ = ["Offer", "Order", "RemoteShooter", "Renderer", "Shooter", "Unsupported"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a renderer says of one shot before it is asked for it.

    `canvas` is the size and rate that it shoots in, which the edit conforms, and `frames` count at
    that rate. `fingerprint` is what else determines this shot's pixels: revisions, models,
    settings; `style_inputs` the brand's values that it shows. `prompt` are the words that a model
    is given, empty where none is; `max_cost` the most that one take may cost, None for nothing.
    `where` says whether a worker of the pool shoots it, or a server that the driver asks. `seeded`
    says whether another seed gives another take: a retake can help only then. `sound` says that
    its take keeps the sound that was made with it, which the film then plays. `composes` says that
    it lays its pictures out as they are placed, and leaves type its place; a model fills its frame
    with the first of them.
    """

    canvas: Canvas
    frames: int
    fingerprint: Mapping[str, Any]
    style_inputs: Mapping[str, Any] = field(default_factory=dict)
    prompt: str = ""
    max_cost: Money | None = None
    where: Literal["pool", "remote"] = "pool"
    resources: WorkerResources | None = None
    seeded: bool = False
    sound: bool = False
    composes: bool = False


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Why a renderer cannot shoot something, in words for its author."""

    reason: str


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that a take is made from, as files of this machine.

    `pictures` are the files of `setup.pictures`, in order; `clips` the accepted takes that the shot
    starts from, in the order of `storyboard.clips_of`.
    """

    setup: Setup
    pictures: tuple[Path, ...] = ()
    clips: tuple[ClipInput, ...] = ()


class Shooter(Protocol):
    """Makes takes on a worker of the pool. Pickles as little more than its settings."""

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        """Make the take as an MP4 at `target` and return its lineage.

        The take has `order.setup.frames` frames of `order.setup.canvas`. `report` may be told how
        far it is, from 0 to 1. Raises RenderError.
        """
        ...


@runtime_checkable
class RemoteShooter(Protocol):
    """Has takes made by a server, in jobs that are submitted, polled and fetched by the driver."""

    @property
    def timeout(self) -> float:
        """Seconds after which a job that has not ended counts as lost."""
        ...

    def provider(self, order: Order) -> JobProvider:
        """The server as one that makes the order's take. Asks it nothing. Raises RenderError."""
        ...

    def collector(self, max_cost: Money | None) -> JobProvider:
        """The server as one that has a job already, of whatever order, which may cost `max_cost`:
        to be polled and fetched. Submits nothing.
        """
        ...

    def lineage(self, order: Order) -> dict[str, str]:
        """What is recorded of how the order's take is made."""
        ...


class Renderer(Protocol):
    """What the plan asks: `offer` is pure and quick, and imports nothing heavy."""

    name: str
    source_type: str
    """The last word of the IPTC digital source type of what it makes."""

    @property
    def resources(self) -> WorkerResources | None:
        """What its workers have beside a processor; None where that is enough."""
        ...

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        """What it offers for `shot`, wanted in `canvas` with at least `frames` frames of its rate.

        `brand` are the brand's values that pictures may show.
        """
        ...

    def models(self) -> Mapping[str, str]:
        """Digests of the models that it shoots with, which its settings only name."""
        ...

    def shooter(self) -> Shooter | RemoteShooter:
        """Who makes what was offered: a Shooter where `Offer.where` is the pool."""
        ...
