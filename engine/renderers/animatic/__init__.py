"""The animatic renderer: honest moving pictures from the row's own, without a GPU or a network."""

from engine.renderers.animatic.card import Animatic

__all__ = ["Animatic"]
