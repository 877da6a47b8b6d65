"""Renderer: what turns a Setup into a Take, as the rest of the studio sees it.

It knows no renderer by name; `engine.renderers.choose` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from engine.pool import WorkerResources
from schemas.money import Money
from schemas.setup import Canvas, Setup
from schemas.shot import Shot

__all__ = ["Renderer"]


class Renderer(Protocol):
    """States what it cannot shoot, its cost and a fingerprint; shoots one setup at a time."""

    name: str
    source_type: str
    """The last word of the IPTC digital source type of what it makes."""

    def refuses(self, shot: Shot) -> str:
        """Why it cannot shoot `shot`, in words for its author; empty where it can."""
        ...

    def fingerprint(self) -> dict[str, Any]:
        """What else determines the pixels: a hand-raised revision, model revision, settings."""
        ...

    def look(self, setup_operation: str, brand: dict[str, Any]) -> dict[str, Any]:
        """The part of the brand that a shot of this operation shows in its pixels."""
        ...

    def canvas(self, wanted: Canvas) -> Canvas:
        """The size and rate that it shoots in for a delivery of `wanted`; the edit conforms it."""
        ...

    def frames(self, least: int) -> int:
        """How many frames it shoots where at least `least` are wanted.

        Raises RowError (OPERATION) where it cannot shoot that many.
        """
        ...

    def prompt(self, shot: Shot) -> str:
        """The words that a model is given for `shot`; empty where no model is."""
        ...

    def needs(self) -> WorkerResources | None:
        """What its workers need beside a processor; None for nothing."""
        ...

    def cost(self, setup: Setup) -> Money | None:
        """The most that one take may cost; None where it costs nothing."""
        ...

    def shoot(self, setup: Setup, pictures: Sequence[Path], target: Path) -> dict[str, str]:
        """Make the take as an MP4 at `target` and return its lineage.

        `pictures` are the files of `setup.pictures`, in order. The take has `setup.frames` frames
        of `setup.canvas`. Raises RenderError.
        """
        ...
