"""Digest: what tells one checkpoint from another, without reading all of it.

It knows files and bytes; not what they mean to a model.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

__all__ = ["digest_of"]

_SAMPLES, _SAMPLE = 64, 4096
"""How many places of a file of weights are looked at, and how many bytes at each."""


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
