"""Renderer: what turns a Setup into a Take, as the rest of the studio sees it.

It knows no renderer by name; `engine.renderers.router` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from engine.pool import WorkerResources
from schemas.money import Money
from schemas.setup import Canvas, Setup
from schemas.shot import Shot

__all__ = ["Offer", "Renderer", "Unsupported"]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a renderer says of one shot before it is asked for it.

    `canvas` is the size and rate that it shoots in, which the edit conforms, and `frames` count at
    that rate. `fingerprint` is what else determines this shot's pixels: revisions, models,
    settings; `style_inputs` the brand's values that it shows. `prompt` are the words that a model
    is given, empty where none is; `max_cost` the most that one take may cost, None for nothing.
    `seeded` says whether another seed gives another take: a retake can help only then.
    """

    canvas: Canvas
    frames: int
    fingerprint: Mapping[str, Any]
    style_inputs: Mapping[str, Any] = field(default_factory=dict)
    prompt: str = ""
    max_cost: Money | None = None
    resources: WorkerResources | None = None
    seeded: bool = False


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Why a renderer cannot shoot something, in words for its author."""

    reason: str


class Renderer(Protocol):
    """For the plan it is a card: `offer` is pure and quick, and imports nothing heavy."""

    name: str
    source_type: str
    """The last word of the IPTC digital source type of what it makes."""

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        """What it offers for `shot`, wanted in `canvas` with at least `frames` frames of its rate.

        `brand` are the brand's values that pictures may show.
        """
        ...

    def shoot(self, setup: Setup, pictures: Sequence[Path], target: Path) -> dict[str, str]:
        """Make the take as an MP4 at `target` and return its lineage; on a worker.

        `pictures` are the files of `setup.pictures`, in order. The take has `setup.frames` frames
        of `setup.canvas`. Raises RenderError.
        """
        ...
