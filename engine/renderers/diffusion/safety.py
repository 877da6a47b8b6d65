"""Safety: a checkpoint is data; a folder whose loading could run code is refused.

It reads names and the index, no weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.errors import ProductionError

__all__ = ["assert_safe"]

_PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
"""Formats whose reading runs what the file says."""
_LIBRARIES = {"diffusers", "transformers"}


def assert_safe(folder: Path, index: Mapping[str, Any]) -> None:
    """Raises ProductionError for code in the folder or a class from elsewhere in its `index`, and
    for a part whose weights are only there in a format that runs what it says.
    """
    for program in sorted(folder.rglob("*.py")):
        raise ProductionError(
            "the checkpoint's folder holds a program",
            f"{program}",
            "Only data is loaded: remove it, or use a checkpoint without code of its own.",
        )
    for name, value in index.items():
        if not isinstance(value, list):
            if name == "_class_name" and not isinstance(value, str):
                raise _foreign(folder, name, value)
            continue
        named = len(value) == 2 and all(isinstance(word, str) for word in value)
        if value != [None, None] and not (named and value[0] in _LIBRARIES):
            raise _foreign(folder, name, value)
    for part in sorted({path.parent for path in folder.rglob("*") if path.suffix in _PICKLED}):
        if not any(part.glob("*.safetensors")):
            raise ProductionError(
                "the checkpoint's weights are pickled, and reading those runs what they say",
                f"{part}: no *.safetensors",
                "Use a checkpoint in safetensors.",
            )


def _foreign(folder: Path, name: str, value: object) -> ProductionError:
    return ProductionError(
        "the checkpoint names a class that is neither diffusers' nor transformers'",
        f"{folder / 'model_index.json'}: {name} is {value!r}",
        "Use a checkpoint without code of its own.",
    )
