"""Which renderers a production's settings ask for, and which of them shoots what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.renderers.renderer import Renderer
from schemas.rendering import RendererSettings
from schemas.shot import Generate, Shot, Still

__all__ = ["Repertoire", "choose_renderers"]


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The production's renderers: the one that was asked for, and the one that shows pictures.

    A `still` shows one of the row's own pictures whole and as it is (a slide, a diagram), or the
    brand's ground: no model is ever asked to draw that again. A `generate` with reference pictures
    shows those too: no model here can be shown what to draw, and it would make the product up.
    """

    asked: Renderer
    pictures: Renderer

    def of(self, shot: Shot) -> Renderer:
        """Who shoots `shot`."""
        match shot:
            case Still() | Generate(references=(_, *_)):
                return self.pictures
        return self.asked

    def named(self, name: str) -> Renderer:
        """The one of that name. Raises KeyError."""
        return {one.name: one for one in (self.pictures, self.asked)}[name]


def choose_renderers(settings: RendererSettings, base: Path) -> Repertoire:
    """The renderers, ready to be asked for their cost; models load when they shoot.

    The paths in `settings` start from `base`. Raises ProductionError for a model that is not there
    or not allowed.
    """
    from engine.renderers.animatic import Animatic  # noqa: PLC0415 - OpenCV is heavy

    animatic = Animatic()
    match settings.name:
        case "animatic":
            return Repertoire(animatic, animatic)
        case "diffusion":
            from engine.renderers.diffusion import Diffusion  # noqa: PLC0415 - torch is heavy

            assert settings.diffusion is not None  # noqa: S101 - the settings' own rule
            return Repertoire(Diffusion(settings.diffusion, base), animatic)
