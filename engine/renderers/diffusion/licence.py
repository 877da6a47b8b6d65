"""Licence: what a checkpoint's folder says may be done with it, against what is allowed.

It reads the model card and licence files; it does not know what a model's makers say elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from schemas.errors import ProductionError

__all__ = ["assert_licence", "stated_licences"]

_APACHE = "apache-2.0"
_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*$", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^license:\s*['\"]?([\w.+-]+)['\"]?\s*$", re.MULTILINE)


def assert_licence(folder: Path, allowed: str) -> None:
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


def stated_licences(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file of `folder` that states a licence, and which: an identifier, or its first line."""
    for path in sorted(folder.iterdir()):
        name = path.name.lower()
        if name == "readme.md":
            if named := _in_card(path.read_text("utf-8", "replace")):
                yield path.name, named
        elif name.startswith(("license", "licence")) and path.is_file():
            yield path.name, _named(path.read_text("utf-8", "replace"))


def _in_card(text: str) -> str:
    front = _FRONT_MATTER.search(text)
    found = _FIELD.search(front.group(1)) if front else None
    return found.group(1).lower() if found else ""


def _named(text: str) -> str:
    head = " ".join(text.split())[:400]
    if re.match(r"Apache License,? Version 2\.0\b", head, re.IGNORECASE):
        return _APACHE
    return repr(head[:60]) if head else "nothing"
