"""Renderers: each turns a Setup into a Take."""

from engine.renderers.renderer import Offer, Renderer, Unsupported
from engine.renderers.router import RendererRouter, Routed, open_router

__all__ = ["Offer", "Renderer", "RendererRouter", "Routed", "Unsupported", "open_router"]
