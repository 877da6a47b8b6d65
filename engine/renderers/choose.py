"""Which renderer a production's settings ask for."""

from __future__ import annotations

from engine.renderers.renderer import Renderer
from schemas.production import RendererSettings

__all__ = ["choose_renderer"]


def choose_renderer(settings: RendererSettings) -> Renderer:
    """The renderer of that name, ready to be asked for its cost; models load when it shoots."""
    match settings.name:
        case "animatic":
            from engine.renderers.animatic import Animatic  # noqa: PLC0415 - OpenCV is heavy

            return Animatic()
