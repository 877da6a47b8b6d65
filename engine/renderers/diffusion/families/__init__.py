"""The families of models that the diffusion renderer knows, by the name in its settings."""

from collections.abc import Mapping

from engine.renderers.diffusion.families.wan import Wan
from engine.renderers.diffusion.family import Family

__all__ = ["FAMILIES"]

FAMILIES: Mapping[str, Family] = {"wan": Wan()}
