"""Speed: how a loaded model computes its attention, and whether its blocks are compiled.

Each is looked for once it was asked for, because libraries pass over what they do not know. It
knows diffusers' models; neither shots nor families.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.errors import RenderError

__all__ = ["Speed", "speed_up"]

_DENOISERS = ("transformer", "transformer_2")
_COMPILED: Mapping[str, Any] = {}
"""What torch.compile is told: nothing, so that it chooses."""


@dataclass(frozen=True, slots=True)
class Speed:
    """An attention backend by diffusers' name for it, or torch's own; blocks compiled or not."""

    attention: str = ""
    compiled: bool = False


def speed_up(pipeline: Any, speed: Speed) -> None:
    """Have the pipeline's transformers compute as `speed` says.

    Raises RenderError where this machine cannot, or where it changed nothing.
    """
    for part in filter(None, (getattr(pipeline, name, None) for name in _DENOISERS)):
        if speed.attention:
            _attend(part, speed.attention)
        if speed.compiled:
            _compile(part)


def _attend(part: Any, attention: str) -> None:
    try:
        part.set_attention_backend(attention)
    except (ValueError, ImportError, RuntimeError) as error:
        raise RenderError(
            "attention cannot be computed so on this worker",
            f"attention {attention}: {error}",
            "Install what it needs, name another, or leave `attention` out.",
        ) from error
    found = [getattr(one, "value", one) for one in _backends(part)]
    if not found or any(one != attention for one in found):
        raise _unchanged(part, f"attention {attention}: {', '.join(map(str, set(found)))}")


def _backends(part: Any) -> Iterator[Any]:
    for module in part.modules():
        processor: Any = getattr(module, "processor", None)
        if hasattr(processor, "_attention_backend"):
            yield processor._attention_backend  # noqa: SLF001 - it is told nowhere else


def _compile(part: Any) -> None:
    try:
        part.compile_repeated_blocks(**_COMPILED)
    except (ValueError, RuntimeError) as error:
        raise _unchanged(part, f"compile: {error}") from error
    kinds = part._repeated_blocks  # noqa: SLF001 - as above, and so is what follows
    blocks = [one for one in part.modules() if type(one).__name__ in kinds]
    if not blocks or any(one._compiled_call_impl is None for one in blocks):  # noqa: SLF001
        raise _unchanged(part, f"compile: {', '.join(kinds)}")


def _unchanged(part: Any, what: str) -> RenderError:
    return RenderError(
        "a setting of a model's speed has no effect on it",
        f"{type(part).__name__}, {what}",
        "Leave it out for this model.",
    )
