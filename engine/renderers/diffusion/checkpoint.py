"""Checkpoint: what a folder that `save_pretrained` wrote holds, read from its configuration.

Also what tells it from another without reading all of it, and that nothing in it could run code
when loaded. It loads nothing and reads no weights whole, and so needs
no torch; it does not know what a model's makers say elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from engine.renderers.diffusion.families import FAMILIES
from engine.renderers.diffusion.family import Abilities, Family
from engine.renderers.diffusion.licences import Policy, assert_allowed
from engine.renderers.diffusion.lora import Lora
from engine.renderers.diffusion.speed import Speed
from engine.renderers.diffusion.table import Table
from engine.renderers.rules import Rules
from schemas.errors import ProductionError
from schemas.rendering import ModelSettings as Settings

__all__ = [
    "Checkpoint",
    "digest_of",
    "open_checkpoint",
]

_SAMPLES, _SAMPLE = 64, 4096
"""How many places of a file of weights are looked at, and how many bytes at each."""
_PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
"""Formats whose reading runs what the file says."""
_LIBRARIES = {"diffusers", "transformers"}.union(*(family.modules for family in FAMILIES))
"""Where the classes of a checkpoint come from: the libraries, and modules of diffusers' own."""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that may be loaded, and how it is drawn with. `digest` tells it from others.

    Its abilities' steps, guidance and longest are those of the settings, where they say them.
    """

    folder: Path
    family: Family
    abilities: Abilities
    loras: tuple[Lora, ...] = ()
    speed: Speed = field(default_factory=Speed)

    @cached_property
    def digest(self) -> str:
        """64 hexadecimal digits; with other LoRA files it is another checkpoint."""
        whole = digest_of(self.folder)
        if not self.loras:
            return whole
        parts = (whole, *(lora.digest for lora in self.loras))
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()

    @property
    def rhythm(self) -> tuple[str, Rules]:
        """What checkpoints have in common that shoot one take together."""
        return self.family.name, self.abilities.rules


def open_checkpoint(folder: Path, policy: Policy, table: Table, settings: Settings) -> Checkpoint:
    """The checkpoint in `folder`, drawn with as `settings` or else its row of `table` say.

    Raises ProductionError where there is none, where it could run code, where its licence is not
    allowed by `policy`, where no family knows it, or its row is not in the table.
    """
    index = _index(folder)
    _assert_safe(folder, index)
    assert_allowed(folder, policy, table.licences)
    family = _family(folder, index)
    abilities = family.abilities(folder, index, partial(_config, folder))
    found = _drawn_as(abilities, settings, table)
    if found.longest <= found.rules.step or (found.longest - 1) % found.rules.step:
        shortest = found.rules.frames(found.rules.step + 1)
        raise ProductionError(
            "a model's `longest` is not a length that it can draw",
            f"{folder}: longest {found.longest}, its clips have {found.rules.step}k+1 frames",
            f"Say one of those, at least {shortest}, or leave it out.",
        )
    return Checkpoint(folder, family, found)


def _family(folder: Path, index: Mapping[str, Any]) -> Family:
    found = index.get("_class_name")
    for family in FAMILIES:
        if found in family.classes:
            return family
    known = ", ".join(name for family in FAMILIES for name in family.classes)
    raise ProductionError(
        "no family of models knows the checkpoint",
        f"{folder / 'model_index.json'}: {found}; known are {known}",
        "Use a checkpoint of one of those classes (callsheet models lists some).",
    )


def _drawn_as(abilities: Abilities, settings: Settings, table: Table) -> Abilities:
    stated: dict[str, Any] = {}
    if settings.name:
        row = table.models.get(settings.name)
        if row is None:
            raise ProductionError(
                "a model's name is not in the table of models",
                f"{settings.folder}: name {settings.name}; there are {', '.join(table.models)}",
                "Name one of those, add it in a table of your own, or leave the name out.",
            )
        shape = row.rules
        if abilities.rules != Rules(shape.multiple, shape.step, shape.rate):
            raise ProductionError(
                "a checkpoint is not the model that it is named after",
                f"{settings.folder}: {abilities.rules}, {settings.name} has {shape}",
                "Leave the name out, or name the model that it is.",
            )
        stated = {**row.schedule.model_dump(), "longest": shape.longest}
    stated |= settings.model_dump(include={"steps", "guidance", "longest"}, exclude_none=True)
    found = replace(abilities, **stated)
    # What it goes on from leaves at least half of a clip to be drawn.
    step = found.rules.step
    most = max(0, (found.longest - 1) // 2 // step * step)
    return replace(found, context=min(found.context, most))


def digest_of(folder: Path) -> str:
    """SHA-256 over the checkpoint's files.

    Configurations, vocabularies and the like count whole. Of each safetensors file its size, its
    header (names, shapes and places of all tensors) and samples spread evenly over its data count:
    a model of 14 billion parameters has 30 to 120 GB, which take minutes to read, while another
    training or another precision changes nearly every byte. Weights edited by hand between the
    samples are not noticed: change a configuration beside them.
    """
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        # Downloads leave bookkeeping in hidden folders; cards and examples load nothing.
        if not path.is_file() or len(name.parts) > 2 or any(p.startswith(".") for p in name.parts):
            continue
        if path.suffix == ".safetensors":
            part = _of_weights(path)
        elif name.parts == ("model_index.json",) or len(name.parts) == 2:
            part = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            continue
        total.update(f"{name.as_posix()}\0{part}\n".encode())
    return total.hexdigest()


def _assert_safe(folder: Path, index: Mapping[str, Any]) -> None:
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
    for name in ("config.json", f"{part}_config.json"):  # the latter is a scheduler's
        if (path := folder / part / name).is_file():
            return _json(path)
    return {}


def _json(path: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ProductionError(
            "a checkpoint's configuration cannot be read", f"{path}: {error}", "Copy it again."
        ) from error
    return read


def _of_weights(path: Path) -> str:
    size = path.stat().st_size
    found = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        # Eight bytes of length, little-endian, then so many of JSON.
        length = file.read(8)
        found.update(length)
        found.update(file.read(min(int.from_bytes(length, "little"), size)))
        begin = file.tell()
        for n in range(_SAMPLES):
            file.seek(begin + (size - begin) * n // _SAMPLES)
            found.update(file.read(_SAMPLE))
        file.seek(max(begin, size - _SAMPLE))
        found.update(file.read())
    return found.hexdigest()


def _foreign(folder: Path, name: str, value: object) -> ProductionError:
    return ProductionError(
        "the checkpoint names a class that is neither diffusers' nor transformers'",
        f"{folder / 'model_index.json'}: {name} is {value!r}",
        "Use a checkpoint without code of its own.",
    )
