"""LoRA: small files that change a checkpoint's weights, added to them once when it is loaded.

Diffusers reads the formats; the weights are added here and not by its adapters, which want another
package and compute both on every step. It knows files and weights; no settings of a production.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from schemas.errors import ProductionError, RenderError

__all__ = ["Lora", "add_loras", "open_lora"]

_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


@dataclass(frozen=True)
class Lora:
    """A LoRA file and how strongly it counts (1: as it was trained)."""

    file: Path
    strength: float

    @cached_property
    def digest(self) -> str:
        """Of all its bytes, and its strength: 64 hexadecimal digits."""
        with self.file.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(f"{whole} {self.strength!r}".encode()).hexdigest()


def open_lora(file: Path, strength: float) -> Lora:
    """The file, not read yet. Raises ProductionError where it is no safetensors file."""
    if file.suffix != ".safetensors" or not file.is_file():
        raise ProductionError(
            "there is no LoRA file in safetensors",
            str(file),
            "Name a file that ends in .safetensors; other formats run what they say when read.",
        )
    return Lora(file, strength)


def add_loras(pipeline: Any, loras: Sequence[Lora]) -> None:
    """Add each to the weights of `pipeline`'s parts.

    Raises RenderError where a file cannot be read, or holds anything that the parts have no place
    for: a LoRA of another model would otherwise change nothing, or a part of it, and say nothing.
    """
    for lora in loras:
        _add(pipeline, lora)


def _add(pipeline: Any, lora: Lora) -> None:
    import torch  # noqa: PLC0415 - heavy

    weights, told = _read(pipeline, lora)
    downs = {name.removesuffix(_DOWN) for name in weights if name.endswith(_DOWN)}
    ups = {name.removesuffix(_UP) for name in weights if name.endswith(_UP)}
    if not downs or len(weights) != 2 * len(downs) or downs != ups:
        others = sorted(name for name in weights if not name.endswith((_DOWN, _UP)))
        raise _unfit(lora, f"{len(downs)} pairs of weights, and {', '.join(others[:3]) or 'none'}")
    for name in sorted(downs):
        part, _, path = name.partition(".")
        try:
            layer = getattr(pipeline, part).get_submodule(path)
        except AttributeError:
            raise _unfit(lora, f"the model has no {name}") from None
        down, up = weights[name + _DOWN].float(), weights[name + _UP].float()
        if tuple(layer.weight.shape) != (up.shape[0], down.shape[1]):
            raise _unfit(lora, f"{name}: {up.shape[0]}x{down.shape[1]}, {layer.weight.shape}")
        scale = lora.strength * told.get(f"{part}.lora_alpha", len(down)) / len(down)
        with torch.no_grad():
            changed = layer.weight.float() + (scale * up @ down).to(layer.weight.device)
            layer.weight.copy_(changed)


def _read(pipeline: Any, lora: Lora) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """Its weights by the names of the parts' layers, and what it says of itself."""
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - heavy

    try:
        with safe_open(lora.file, "pt") as file:  # diffusers leaves these out, with a warning
            refused = [name for name in file.keys() if "dora_scale" in name]  # noqa: SIM118
        if refused:
            raise _unfit(lora, f"it is a DoRA: {refused[0]}")
        weights, told = pipeline.lora_state_dict(
            str(lora.file.parent),
            weight_name=lora.file.name,
            use_safetensors=True,
            local_files_only=True,
            return_lora_metadata=True,
        )
    except (OSError, ValueError, SafetensorError) as error:
        raise _unfit(lora, error) from error
    return weights, told or {}


def _unfit(lora: Lora, why: object) -> RenderError:
    return RenderError(
        "a LoRA does not fit its model",
        f"{lora.file}: {why}",
        "Use one that was trained for this model, in the form that diffusers or its makers write.",
    )
