"""Familiar: what the world calls callsheet's columns (`familiar.yaml`), to suggest a column map.

It does not decide what a column means; whoever owns the catalog does, by pasting the map.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence

from catalogs.names import folded
from schemas.shipped import shipped_table

__all__ = ["pasted", "suggested"]


def suggested(originals: Sequence[str], known: Collection[str] = ()) -> dict[str, str]:
    """Callsheet's column to the file's own, for those that look familiar and are not `known`.

    A column of the file is suggested once, and not where it has callsheet's own name already.
    """
    free = {folded(name): name for name in reversed(originals)}
    found: dict[str, str] = {}
    for ours, names in _familiar().items():
        if ours in known or folded(ours) in free:
            continue
        theirs = next((name for name in names if name in free), None)
        if theirs is not None:
            found[ours] = free.pop(theirs)
    return found


def pasted(columns: Mapping[str, str]) -> str:
    """A column map as one line of a production file: `columns: {id: Handle, title: Name}`."""
    import yaml  # noqa: PLC0415 - only where a catalog is refused

    mapping = yaml.safe_dump(
        dict(columns), default_flow_style=True, sort_keys=False, allow_unicode=True, width=10_000
    )
    return f"columns: {mapping.strip()}"


@functools.cache
def _familiar() -> Mapping[str, tuple[str, ...]]:
    table = shipped_table("catalogs", "familiar.yaml")
    return {ours: tuple(map(folded, names)) for ours, names in table.items()}
