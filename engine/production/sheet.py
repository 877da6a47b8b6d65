"""Sheet: what a look through the catalog found; the good rows lie in an index on disk."""

from __future__ import annotations

from dataclasses import dataclass

from engine.production.index import Index
from schemas.reject import Reject, Skip, Warned

__all__ = ["Sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The checked catalog: which reader read it, and everything but its good rows.

    `partial` says that it holds only some of the production's rows: rejects, handed back.
    """

    reader: str
    briefs: int
    index: Index
    skipped: tuple[Skip, ...]
    rejects: tuple[Reject, ...]
    warnings: tuple[Warned, ...]
    partial: bool = False
