"""Folders: a course's folder as a source, and what a lesson's text and pictures are.

It does not know how a course is laid out; `lessons` and `olx` read the two ways that there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from schemas.errors import CatalogError

__all__ = ["FolderSource", "opening", "picture_in"]

_SHOWN = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_LONGEST = 4_000
"""Characters of a lesson's text: a film of a few minutes says no more."""


class FolderSource:
    """Those files of a folder that `holds` gives, in its order."""

    def __init__(self, path: Path, holds: Callable[[Path], Iterator[Path]]) -> None:
        self.path = path
        self.name = path.name
        self._holds = holds

    def digest(self) -> str:
        """SHA-256 of the files' names and bytes."""
        digest = hashlib.sha256()
        for file in self._holds(self.path):
            digest.update(f"{file.relative_to(self.path).as_posix()}\0".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()

    def open(self) -> BufferedReader:
        """Raises CatalogError: a folder has no bytes of its own."""
        raise CatalogError("the catalog is a folder", str(self.path), "Name one file of it.")


def opening(paragraphs: Iterator[str]) -> str:
    """The first paragraphs of a text, as many as a film may need."""
    kept: list[str] = []
    length = 0
    for one in paragraphs:
        text = " ".join(one.split())
        if not text:
            continue
        if kept and length + len(text) > _LONGEST:
            break
        kept.append(text[:_LONGEST])
        length += len(text)
    return "\n".join(kept)


def picture_in(folder: Path, page: Path, reference: str) -> str:
    """The path under `folder` of a picture that `page` names, or its address; empty where it is of
    a kind that cannot be shown, such as a drawing in SVG.

    It starts at the page, or else at the folder, as sites resolve it.
    """
    text = reference.strip().partition("#")[0].partition("?")[0]
    if PurePosixPath(text).suffix.lower() not in _SHOWN:
        return ""
    if "://" in text or text.startswith("//"):
        return reference.strip()
    root = folder.resolve()
    starts = (folder, page.parent) if text.startswith("/") else (page.parent, folder)
    named = [(start / unquote(text).lstrip("/")).resolve() for start in starts]
    inside = [path for path in named if path.is_relative_to(root)]
    found = next((path for path in inside if path.is_file()), next(iter(inside), None))
    return unquote(text) if found is None else found.relative_to(root).as_posix()
