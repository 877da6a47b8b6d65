"""Checkpoint: what a folder that `save_pretrained` wrote holds, read from its configuration.

It loads nothing, and so needs no torch.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.renderers.diffusion.digest import digest_of
from engine.renderers.diffusion.family import Family, Rules
from engine.renderers.diffusion.licence import assert_licence
from engine.renderers.diffusion.safety import assert_safe
from schemas.errors import ProductionError

__all__ = ["Checkpoint", "open_checkpoint"]


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that may be loaded. `digest` tells it from every other."""

    folder: Path
    pipeline: str
    """The name of the diffusers class that shoots with it."""
    reader: str
    """The name of the one that reads its prompts."""
    rules: Rules
    ends: bool
    """Whether it can be told how a clip ends."""
    must_end: bool
    """Whether it has to be."""

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
    pipeline = family.pipelines[operation]
    expanding = bool(index.get("expand_timesteps"))
    found = index.get("_class_name")
    # Checkpoints that do both operations are published under the class of one.
    if found != pipeline and not (expanding and found in family.pipelines.values()):
        raise ProductionError(
            f"the checkpoint is not one that {family.name} can {operation} with",
            f"{folder}: {found}, wanted is {pipeline}",
            "Name text_to_video and image_to_video each their own folder.",
        )
    vae, transformer = _config(folder, "vae"), _config(folder, "transformer")
    patch = transformer.get("patch_size", [1, 2, 2])
    rules = Rules(
        multiple=int(vae.get("scale_factor_spatial", 8)) * int(patch[1]),
        step=int(vae.get("scale_factor_temporal", 4)),
        rate=family.expanding if expanding else family.rate,
    )
    # With an image encoder, two pictures are only understood by those made for two, and those
    # understand no single one (`pos_embed_seq_len`).
    encodes = transformer.get("image_dim") is not None
    pairs = transformer.get("pos_embed_seq_len") is not None
    return Checkpoint(
        folder=folder,
        pipeline=pipeline,
        reader=family.pipelines["generate"],
        rules=rules,
        ends=not expanding and (pairs or not encodes),
        must_end=encodes and pairs,
    )


def _index(folder: Path) -> dict[str, Any]:
    path = folder / "model_index.json"
    if not path.is_file():
        raise ProductionError(
            "there is no checkpoint of a diffusion model",
            f"{folder}: no model_index.json",
            "Name a folder in diffusers' layout (as save_pretrained writes it) under "
            "renderer.diffusion; nothing is downloaded.",
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
