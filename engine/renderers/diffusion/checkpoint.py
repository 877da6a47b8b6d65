"""Checkpoint: what a folder that `save_pretrained` wrote holds, read from its configuration.

It loads nothing, and so needs no torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from engine.renderers.diffusion.digest import digest_of
from engine.renderers.diffusion.family import Abilities, Family
from engine.renderers.diffusion.licence import assert_licence
from engine.renderers.diffusion.safety import assert_safe
from schemas.errors import ProductionError

__all__ = ["Checkpoint", "open_checkpoint"]


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that may be loaded. `digest` tells it from every other."""

    folder: Path
    family: Family
    abilities: Abilities

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal digits."""
        return digest_of(self.folder)


def open_checkpoint(folder: Path, family: Family, operation: str, licence: str) -> Checkpoint:
    """The checkpoint in `folder` for `operation` (generate or animate).

    Raises ProductionError where there is none, where it could run code, where `licence` does not
    allow it, or where it is not of the family or not for the operation.
    """
    index = _index(folder)
    assert_safe(folder, index)
    assert_licence(folder, licence)
    abilities = family.abilities(folder, index, partial(_config, folder), operation)
    return Checkpoint(folder, family, abilities)


def _index(folder: Path) -> dict[str, Any]:
    path = folder / "model_index.json"
    if not path.is_file():
        raise ProductionError(
            "there is no checkpoint of a diffusion model",
            f"{folder}: no model_index.json",
            "Name a folder in diffusers' layout (as save_pretrained writes it) under the diffusion "
            "renderer; nothing is downloaded.",
        )
    return _json(path)


def _config(folder: Path, part: str) -> dict[str, Any]:
    path = folder / part / "config.json"
    return _json(path) if path.is_file() else {}


def _json(path: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ProductionError(
            "a checkpoint's configuration cannot be read", f"{path}: {error}", "Copy it again."
        ) from error
    return read
