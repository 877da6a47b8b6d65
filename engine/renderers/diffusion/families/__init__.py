"""The families of models that the diffusion renderer knows; a third is one more module here."""

from engine.renderers.diffusion.families.ltx2 import LTX2
from engine.renderers.diffusion.families.wan import Wan
from engine.renderers.diffusion.family import Family

__all__ = ["FAMILIES"]

FAMILIES: tuple[Family, ...] = (Wan(), LTX2())
