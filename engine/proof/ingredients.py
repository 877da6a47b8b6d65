"""Ingredients: a film's parts as files, digested, each named once.

It does not know C2PA's classes; `manifest` and `sign` write them down.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import SigningError
from schemas.film import Part

__all__ = ["Ingredient", "SignedPart", "ingredients_of"]


@dataclass(frozen=True, slots=True)
class SignedPart:
    """A part of a film with the file of its bytes and their MIME type (`video/mp4`, ...)."""

    part: Part
    path: Path
    mime: str


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A part as the claim lists it.

    `label` is its name within the claim. `instance` names the bytes themselves (RFC 6920, `ni:`
    with SHA-256): a claim holds no other digest of a part that has no manifest of its own.
    """

    label: str
    instance: str
    source: SignedPart


def ingredients_of(parts: Iterable[SignedPart]) -> tuple[Ingredient, ...]:
    """Every shot, and every other part once for each kind and content, in the order given.

    Raises SigningError where a file cannot be read, or is not the one that its part was recorded
    with (`Part.sha256`).
    """
    found: dict[tuple[str, bytes, int], Ingredient] = {}
    for number, source in enumerate(parts, start=1):
        digest = _digest(source)
        name = (source.part.kind, digest, number if source.part.kind == "shot" else 0)
        encoded = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        ingredient = Ingredient(f"part-{number}", f"ni:///sha-256;{encoded}", source)
        found.setdefault(name, ingredient)
    return tuple(found.values())


def _digest(source: SignedPart) -> bytes:
    title = source.part.title
    try:
        with source.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except OSError as error:
        raise SigningError(
            f"The ingredient {title!r} cannot be read", f"{source.path}: {error.strerror}"
        ) from error
    if source.part.sha256 not in {"", digest.hexdigest()}:
        raise SigningError(
            f"The ingredient {title!r} is not the file that the film was made from",
            f"{source.path}: SHA-256 {digest.hexdigest()}, recorded {source.part.sha256}",
            "Produce the film again from the file as it is now.",
        )
    return digest.digest()
