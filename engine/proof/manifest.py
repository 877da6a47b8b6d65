"""The manifest: what a film's proof claims, as plain data for C2PA's builder, and its ingredients.

It does not sign, and claims nothing that the parts do not say.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from engine.proof.sources import film_source_type, source_type_of
from schemas.errors import SigningError
from schemas.film import Part

__all__ = ["Ingredient", "SignedPart", "ingredient_claim", "ingredients_of", "manifest"]

_SPECIFICATION = "2.4.0"


def manifest(
    title: str, ingredients: Sequence[Ingredient], *, when: datetime, edited: str = ""
) -> dict[str, Any]:
    """The claim (version 2) of a film in MP4. `when` is an aware time: that of signing.

    The first action of `c2pa.actions.v2` is `c2pa.created` with the film's source type; each
    ingredient was then placed, and all were edited together (C2PA 2.4, Actions). `edited` says
    what other code than callsheet's did then: an action of its own, without callsheet as its agent.
    """
    source_type = film_source_type(ingredient.source.part for ingredient in ingredients)
    agent = {"name": "callsheet", "version": _version()}
    actions: list[dict[str, Any]] = [
        {
            "action": "c2pa.created",
            "when": f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "softwareAgent": agent,
            "digitalSourceType": source_type.address,
        },
        *(
            {"action": "c2pa.placed", "parameters": {"ingredientIds": [ingredient.label]}}
            for ingredient in ingredients
        ),
        {"action": "c2pa.edited", "description": "Cut, conformed, lettered and mixed."},
        *([{"action": "c2pa.edited", "description": edited}] if edited else []),
    ]
    return {
        "claim_version": 2,
        "claim_generator_info": [agent | {"specVersion": _SPECIFICATION}],
        "title": title,
        "format": "video/mp4",
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "created": True,
                "data": {"allActionsIncluded": True, "actions": actions},
            }
        ],
    }


def ingredient_claim(ingredient: Ingredient, *, has_manifest: bool) -> dict[str, Any]:
    """One `c2pa.ingredient.v3`, a component of the film.

    With a manifest of its own it speaks for itself: C2PA 2.4 allows the source type only on an
    ingredient without one, and c2pa 0.91 refuses to encode both.
    """
    part = ingredient.source.part
    source_type = source_type_of(part)
    claim = {
        "label": ingredient.label,
        "title": part.title,
        "format": ingredient.source.mime,
        "relationship": "componentOf",
        "instance_id": ingredient.instance,
        "description": f"{part.kind}, made by {part.made_by}" if part.made_by else part.kind,
    }
    if source_type and not has_manifest:
        claim["digital_source_type"] = source_type.address
    return claim


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


def _version() -> str:
    try:
        return metadata.version("callsheet")
    except metadata.PackageNotFoundError:
        return "uninstalled"  # run from a source tree, and says so


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
