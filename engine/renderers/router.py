"""Router: which of a production's renderers shoots what: the first, in order, that offers it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.pool import WorkerResources
from engine.proof import is_generative
from engine.renderers.renderer import Offer, RemoteShooter, Renderer, Unsupported
from schemas.errors import ProductionError, RowError
from schemas.reject import Code
from schemas.rendering import RendererSettings
from schemas.setup import Canvas, Setup
from schemas.shot import Generate, Shot

__all__ = ["RendererRouter", "Routed", "open_router"]


@dataclass(frozen=True, slots=True)
class Routed:
    """The renderer that shoots a shot, by name, and what it offers for it."""

    renderer: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class RendererRouter:
    """The production's renderers in order, each with the operations that it is asked for (none:
    all that it offers). `drafts`: it shoots what models will, once that is approved.
    """

    renderers: Sequence[tuple[Renderer, Collection[str]]]
    drafts: bool = False

    def without_models(self) -> RendererRouter:
        """Those of the renderers that are no models, asked for everything: for drafts."""
        return RendererRouter(
            [(one, ()) for one, _ in self.renderers if not is_generative(one.source_type)],
            drafts=True,
        )

    def route(self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]) -> Routed:
        """The first offer; of a shot that names its renderer, that one's.

        Raises RowError (OPERATION) with every renderer's reason.
        """
        reasons = []
        for renderer, operations in self.renderers:
            if shot.renderer not in ("", renderer.name) and not self.drafts:
                continue
            if operations and not shot.renderer and shot.operation not in operations:
                reasons.append(f"{renderer.name} is not asked for {shot.operation!r}")
                continue
            if (why := _cannot_be_shown(shot, renderer)) and not self.drafts:
                reasons.append(f"{renderer.name}: {why}")
                continue
            offer = renderer.offer(shot, canvas, frames, brand)
            if isinstance(offer, Offer):
                return Routed(renderer.name, offer)
            reasons.append(f"{renderer.name}: {offer.reason}")
        raise RowError(
            Code.OPERATION,
            f"no renderer makes shot {shot.name!r}: "
            + ("; ".join(reasons) or f"there is no renderer {shot.renderer!r}"),
            f"operation {shot.operation}",
            "Change the shot, or name a renderer that offers it under `renderers`.",
        )

    def offer_again(self, setup: Setup) -> Offer:
        """What the setup's renderer offered for it. Raises RowError where it does so no more."""
        shot, canvas, style = setup.shot, setup.canvas, setup.style_inputs
        offer = self.named(setup.renderer).offer(shot, canvas, setup.frames, style)
        if isinstance(offer, Unsupported):
            raise RowError(
                Code.OPERATION, f"shot {shot.name!r} cannot be made any more: {offer.reason}"
            )
        return offer

    @property
    def gives_prompts(self) -> bool:
        """Whether any of the renderers is a model, which is given words."""
        return any(is_generative(one.source_type) for one, _ in self.renderers)

    @property
    def resources(self) -> frozenset[WorkerResources]:
        """What the renderers' workers have, beside a processor."""
        return frozenset(one.resources for one, _ in self.renderers if one.resources is not None)

    def remote_shooters(self) -> tuple[RemoteShooter, ...]:
        """Those of the renderers that are servers."""
        shooters = (one.shooter() for one, _ in self.renderers)
        return tuple(one for one in shooters if isinstance(one, RemoteShooter))

    def models(self) -> Mapping[str, Mapping[str, str]]:
        """The digests of every renderer's models: its settings say only where they lie."""
        return {one.name: one.models() for one, _ in self.renderers}

    def named(self, name: str) -> Renderer:
        """The renderer of that name. Raises KeyError."""
        return {one.name: one for one, _ in self.renderers}[name]

    def source_type(self, name: str) -> str:
        """The IPTC digital source type of what that renderer makes."""
        return self.named(name).source_type


def open_router(
    settings: Sequence[RendererSettings], base: Path, videos_key: str | None = None
) -> RendererRouter:
    """The renderers, ready to offer; models load when they shoot.

    The paths in `settings` start from `base`; `videos_key` is the key of the videos server. Raises
    ProductionError for a model that is not there or not allowed, and where two renderers have one
    name.
    """
    names = [one.name for one in settings]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ProductionError(
            "two renderers have one name, by which their takes are told apart",
            f"renderers: {', '.join(names)}",
            f"Name {min(twice)} once, with all of its operations.",
        )
    return RendererRouter([(_opened(one, base, videos_key), one.operations) for one in settings])


def _cannot_be_shown(shot: Shot, renderer: Renderer) -> str:
    """Why the renderer cannot be given what the shot names; empty where it can."""
    pictured = isinstance(shot, Generate) and shot.references
    if shot.cast and not pictured and not is_generative(renderer.source_type):
        return "it is no model that could be told of the cast, which has no pictures for this shot"
    return ""


def _opened(settings: RendererSettings, base: Path, videos_key: str | None) -> Renderer:
    match settings.name:
        case "animatic":
            from engine.renderers.animatic import Animatic  # noqa: PLC0415 - as below

            return Animatic()
        case "diffusion":
            from engine.renderers.diffusion import Diffusion  # noqa: PLC0415 - heavy

            assert settings.diffusion is not None  # noqa: S101 - the settings' own rule
            return Diffusion(settings.diffusion, base)
        case "videos-api":
            from engine.renderers.videos_api import VideosApi  # noqa: PLC0415 - as above

            assert settings.videos is not None  # noqa: S101 - as above
            return VideosApi(settings.videos, videos_key)
