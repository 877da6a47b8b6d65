"""The shot operations, each as a module: what it asks of models, and the take yet undrawn."""

from collections.abc import Mapping

from engine.renderers.diffusion.operations import (
    animate,
    blend,
    extend,
    generate,
    loop,
    restyle,
    still,
)
from engine.renderers.diffusion.sketch import Operation

__all__ = ["OPERATIONS"]

OPERATIONS: Mapping[str, Operation] = {
    "still": still,
    "generate": generate,
    "animate": animate,
    "extend": extend,
    "loop": loop,
    "blend": blend,
    "restyle": restyle,
}
