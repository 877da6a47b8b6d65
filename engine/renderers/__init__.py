"""Renderers: each turns a Setup into a Take."""

from engine.renderers.choose import Repertoire, choose_renderers
from engine.renderers.renderer import Renderer

__all__ = ["Renderer", "Repertoire", "choose_renderers"]
