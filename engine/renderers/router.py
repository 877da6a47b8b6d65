"""Router: which of a production's renderers shoots what: the first, in order, that offers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.proof import is_generative
from engine.renderers.renderer import Offer, Renderer, Unsupported
from schemas.errors import RowError
from schemas.reject import Code
from schemas.rendering import RendererSettings
from schemas.setup import Canvas, Setup
from schemas.shot import Shot

__all__ = ["RendererRouter", "Routed", "open_router"]


@dataclass(frozen=True, slots=True)
class Routed:
    """The renderer that shoots a shot, by name, and what it offers for it."""

    renderer: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class RendererRouter:
    """The production's renderers in order."""

    renderers: Sequence[Renderer]

    def route(self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]) -> Routed:
        """The first offer. Raises RowError (OPERATION) with every renderer's reason."""
        reasons = []
        for renderer in self.renderers:
            offer = renderer.offer(shot, canvas, frames, brand)
            if isinstance(offer, Offer):
                return Routed(renderer.name, offer)
            reasons.append(f"the {renderer.name} renderer cannot make it: {offer.reason}")
        raise RowError(
            Code.OPERATION,
            f"no renderer makes shot {shot.name!r}; {'; '.join(reasons)}",
            f"operation {shot.operation}",
            "Change the shot, or name a renderer that offers it.",
        )

    def offer_again(self, setup: Setup, brand: Mapping[str, Any]) -> Offer:
        """What the setup's renderer offered for it. Raises RowError where it does so no more."""
        shot, canvas = setup.shot, setup.canvas
        offer = self.named(setup.renderer).offer(shot, canvas, setup.frames, brand)
        if isinstance(offer, Unsupported):
            raise RowError(
                Code.OPERATION, f"shot {shot.name!r} cannot be made any more: {offer.reason}"
            )
        return offer

    @property
    def gives_prompts(self) -> bool:
        """Whether any of the renderers is a model, which is given words."""
        return any(is_generative(one.source_type) for one in self.renderers)

    def named(self, name: str) -> Renderer:
        """The renderer of that name. Raises KeyError."""
        return {one.name: one for one in self.renderers}[name]

    def source_type(self, name: str) -> str:
        """The IPTC digital source type of what that renderer makes."""
        return self.named(name).source_type


def open_router(settings: RendererSettings, base: Path) -> RendererRouter:
    """The renderers, ready to offer; models load when they shoot.

    The animatic renderer comes last: it shows the row's own pictures, which no model is given to
    draw again. The paths in `settings` start from `base`. Raises ProductionError for a model that
    is not there or not allowed.
    """
    from engine.renderers.animatic import Animatic  # noqa: PLC0415 - as below

    renderers: list[Renderer] = []
    if settings.diffusion is not None and settings.name == "diffusion":
        from engine.renderers.diffusion import Diffusion  # noqa: PLC0415 - heavy

        renderers.append(Diffusion(settings.diffusion, base))
    return RendererRouter((*renderers, Animatic()))
