"""Writer: what expands a brief into a storyboard and scripts, as the studio sees it."""

from __future__ import annotations

from typing import Any, Protocol

from schemas.brief import Brief, Material
from schemas.script import Script
from schemas.storyboard import Storyboard

__all__ = ["Writer"]


class Writer(Protocol):
    """Writes what is seen once per row, and what is said and written once per locale."""

    name: str

    def fingerprint(self) -> dict[str, Any]:
        """What else determines the writing: a revision, a model, its settings."""
        ...

    def storyboard(self, brief: Brief, material: Material) -> Storyboard:
        """The row's shots. Raises RowError."""
        ...

    def script(self, brief: Brief, storyboard: Storyboard, locale: str) -> Script:
        """The row's words in `locale`, cued into the storyboard's shots. Raises RowError."""
        ...
