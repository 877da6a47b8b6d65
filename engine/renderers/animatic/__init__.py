"""The animatic renderer: camera moves over the row's own pictures, on CPUs and offline."""

from engine.renderers.animatic.offers import Animatic

__all__ = ["Animatic"]
