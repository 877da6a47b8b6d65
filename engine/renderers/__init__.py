"""Renderers: each turns a Setup into a Take."""

from engine.renderers.clips import ClipInput
from engine.renderers.renderer import (
    Offer,
    Order,
    RemoteShooter,
    Renderer,
    Shooter,
    Unsupported,
)
from engine.renderers.router import RendererRouter, Routed, open_router

__all__ = [
    "ClipInput",
    "Offer",
    "Order",
    "RemoteShooter",
    "Renderer",
    "RendererRouter",
    "Routed",
    "Shooter",
    "Unsupported",
    "open_router",
]
