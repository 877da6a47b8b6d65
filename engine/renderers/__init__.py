"""Renderers: each turns a Setup into a Take."""

from engine.renderers.choose import choose_renderer
from engine.renderers.renderer import Renderer

__all__ = ["Renderer", "choose_renderer"]
