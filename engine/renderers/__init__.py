"""Renderers: each turns a Setup into a Take."""

from engine.renderers.choose import Repertoire, choose_renderers
from engine.renderers.renderer import Needs, Renderer

__all__ = ["Needs", "Renderer", "Repertoire", "choose_renderers"]
