"""The animatic renderer: camera moves over the row's own pictures, on CPUs and offline."""

from engine.renderers.animatic.card import Animatic

__all__ = ["Animatic"]
