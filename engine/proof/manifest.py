"""The manifest: what a film's proof claims, as plain data for C2PA's builder.

It does not sign or read files, and claims nothing that the parts do not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from engine.proof.ingredients import Ingredient
from engine.proof.sources import film_source_type, source_type_of

__all__ = ["ingredient_claim", "manifest"]

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


def _version() -> str:
    try:
        return metadata.version("callsheet")
    except metadata.PackageNotFoundError:
        return "uninstalled"  # run from a source tree, and says so
