"""What the ledger's links say, as tests follow them from a film to its blobs."""

from __future__ import annotations

from sqlalchemy import select

from engine.store import BlobKind, Ledger
from engine.store.tables import links

__all__ = ["blobs_of"]


def blobs_of(ledger: Ledger, film: str) -> set[tuple[str, BlobKind]]:
    """Every blob that the film of that key was made from, over all links, by key and kind."""
    tree = select(links.c.child, links.c.kind).where(links.c.parent == film).cte(recursive=True)
    below = select(links.c.child, links.c.kind).where(links.c.parent == tree.c.child)
    with ledger._engine.connect() as connection:
        found = connection.execute(select(tree.union(below)))
        return {(row.child, BlobKind(row.kind)) for row in found}
