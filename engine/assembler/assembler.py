"""Assembler: MoviePy as a production names it, and the file of the user's functions.

It reads that file and runs nothing of it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from engine.files import sha256_of
from engine.inputs import InputFile
from engine.store import Blobs
from schemas.errors import ProductionError
from schemas.production import AssemblerSettings

__all__ = ["REVISION", "Assembler", "open_assembler"]

REVISION = 1
"""Raise it whenever this package would make other pixels or another sound of the same edit."""

_HOOKS = frozenset({"shot", "film"})
"""`shot(clip, cut)` gives a shot's picture, `film(clip, edit)` that of the film and its sound."""


@dataclass(frozen=True, slots=True)
class Assembler:
    """MoviePy of a version, with the user's functions (`hooks`) out of the file `scenes`, if any.

    `title` is that file's name.
    """

    version: str
    scenes: InputFile | None = None
    title: str = ""
    hooks: frozenset[str] = frozenset()

    @property
    def recipe(self) -> str:
        """What of it makes pixels: "moviepy 2.2.1, scenes.py 3f0c...": its version and the bytes of
        the user's file.
        """
        own = f", {self.title} {self.scenes.sha256}" if self.scenes else ""
        return f"moviepy {self.version} ({REVISION}){own}"

    def upload(self, blobs: Blobs) -> Assembler:
        """The same for workers that may not see the user's file, which the store has then."""
        return replace(self, scenes=self.scenes.upload(blobs)) if self.scenes else self

    def localize(self, blobs: Blobs) -> Assembler:
        """The same with the file at a path of this machine."""
        return replace(self, scenes=self.scenes.localize(blobs)) if self.scenes else self


def open_assembler(settings: AssemblerSettings, base: Path) -> Assembler | None:
    """The assembler that the settings name; None for callsheet's own. Paths start from `base`.

    Raises ProductionError for a file that cannot be read, is no Python, or defines neither hook.
    """
    if settings.name == "callsheet":
        return None
    if settings.scenes is None:
        return Assembler(version("moviepy"))
    path = base / settings.scenes
    try:
        tree = ast.parse(path.read_text("utf-8"))
        digest = sha256_of(path)
    except OSError as error:
        raise ProductionError(
            "assembler.scenes cannot be read", f"{path}: {error.strerror}", "Correct the path."
        ) from error
    except (SyntaxError, ValueError) as error:
        raise ProductionError(
            "assembler.scenes is no Python", f"{path}: {error}", "Correct that line."
        ) from error
    defined = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    if not defined & _HOOKS:
        raise ProductionError(
            "assembler.scenes defines no function that is called",
            str(path),
            "Define shot(clip, cut), film(clip, edit), or both.",
        )
    return Assembler(
        version("moviepy"), InputFile(path, digest), path.name, frozenset(defined & _HOOKS)
    )
