"""The diffusion renderer: takes from a local model, with torch and diffusers."""

from engine.renderers.diffusion.offers import Diffusion

__all__ = ["Diffusion"]
