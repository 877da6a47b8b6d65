"""The recipes as their tools read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

__all__ = ["DEPLOYMENTS", "ROOT", "documents", "images", "variables"]

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = ROOT / "deployments"


def documents(name: str) -> list[dict[str, Any]]:
    """Every document of a file under deployments/."""
    return list(yaml.safe_load_all((DEPLOYMENTS / name).read_text("utf-8")))


def images(node: Any) -> Iterator[str]:
    """Every `image` in a document, however deep."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "image" and isinstance(value, str):
                yield value
            else:
                yield from images(value)
    elif isinstance(node, list):
        for value in node:
            yield from images(value)


def variables(node: Any) -> dict[str, str]:
    """Every environment variable that a document sets in a container, with its value as written."""
    found: dict[str, str] = {}
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "environment" and isinstance(value, dict):
                found |= {key: str(text) for key, text in value.items()}
            elif name == "env" and isinstance(value, list):
                found |= {one["name"]: str(one.get("value", one.get("valueFrom"))) for one in value}
            else:
                found |= variables(value)
    elif isinstance(node, list):
        for value in node:
            found |= variables(value)
    return found


def interpolated(text: str) -> set[str]:
    """The names of compose's `${NAME...}` in a text."""
    return set(re.findall(r"\$\{(\w+)", text))
