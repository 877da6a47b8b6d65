"""Checkpoint: what a folder that `save_pretrained` wrote holds, read from its configuration.

Also what tells it from another without reading all of it, whether its licence is allowed, and that
nothing in it could run code when loaded. It loads nothing and reads no weights whole, and so needs
no torch; it does not know what a model's makers say elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from engine.renderers.diffusion.family import Abilities, Family
from schemas.errors import ProductionError

__all__ = [
    "Checkpoint",
    "digest_of",
    "open_checkpoint",
    "stated_licences",
]

_SAMPLES, _SAMPLE = 64, 4096
"""How many places of a file of weights are looked at, and how many bytes at each."""
_APACHE = "apache-2.0"
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*$", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^license:\s*['\"]?([\w.+-]+)['\"]?\s*$", re.MULTILINE)
_PICKLED = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}
"""Formats whose reading runs what the file says."""
_LIBRARIES = {"diffusers", "transformers"}


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
    _assert_safe(folder, index)
    _assert_licence(folder, licence)
    abilities = family.abilities(folder, index, partial(_config, folder), operation)
    return Checkpoint(folder, family, abilities)


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


def stated_licences(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file of `folder` that states a licence, and which: an identifier, or its first line."""
    for path in sorted(folder.iterdir()):
        name = path.name.lower()
        if name == "readme.md":
            if named := _in_card(path.read_text("utf-8", "replace")):
                yield path.name, named
        elif name.startswith(("license", "licence")) and path.is_file():
            yield path.name, _named(path.read_text("utf-8", "replace"))


def _assert_licence(folder: Path, allowed: str) -> None:
    """Raises ProductionError unless every statement in `folder` is `allowed` (apache, any), and,
    where not everything is, there is one.
    """
    if allowed == "any":
        return
    stated = dict(stated_licences(folder))
    if not stated:
        raise ProductionError(
            "the checkpoint does not say its licence, and only Apache-2.0 is allowed",
            f"{folder}: no LICENSE, and no `license:` in README.md",
            "Put the model's LICENSE or model card beside it, or say licence: any under "
            "renderer.diffusion.",
        )
    for file, found in stated.items():
        if found != _APACHE:
            raise ProductionError(
                "the checkpoint's licence is not allowed: only Apache-2.0 is",
                f"{folder / file} says {found}",
                "Use another model, or say licence: any under renderer.diffusion once its terms "
                "are met.",
            )


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


def _in_card(text: str) -> str:
    front = _FRONT_MATTER.search(text)
    found = _FIELD.search(front.group(1)) if front else None
    return found.group(1).lower() if found else ""


def _named(text: str) -> str:
    head = " ".join(text.split())[:400]
    if re.match(r"Apache License,? Version 2\.0\b", head, re.IGNORECASE):
        return _APACHE
    return repr(head[:60]) if head else "nothing"


def _foreign(folder: Path, name: str, value: object) -> ProductionError:
    return ProductionError(
        "the checkpoint names a class that is neither diffusers' nor transformers'",
        f"{folder / 'model_index.json'}: {name} is {value!r}",
        "Use a checkpoint without code of its own.",
    )
