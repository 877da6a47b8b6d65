"""Columns: callsheet's own, how columns' names are compared, and what the world calls them.

It does not decide what a catalog's column means; `catalogs.header` maps names as its owner says.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator

from schemas.shipped import shipped_table

__all__ = [
    "KNOWN",
    "LISTS",
    "PARAGRAPHS",
    "TEXT_BY_LOCALE",
    "TOKENS",
    "VERBATIM",
    "Names",
    "folded",
    "pasted",
    "suggested",
]

VERBATIM = frozenset({"id", "images", "videos", "storyboard", "design", "snippet"})
"""Names of things elsewhere, and programs: kept to the letter, but for blanks around them."""
TOKENS = frozenset(
    {"kind", "price", "was_price", "sale_price", "currency", "url", "locale", "seconds", "review"}
)
"""Values with a syntax: checked rather than cleaned."""
PARAGRAPHS = frozenset({"description", "narration"})
"""Text that keeps its line breaks; every other text is one line."""
LISTS = frozenset({"bullets", "images", "videos"})
"""Lists, or text separated by `|`."""
TEXT_BY_LOCALE = frozenset({"title", "subtitle", "description", "bullets", "cta", "narration"})
"""May be given for more languages: `title@de`."""
KNOWN = VERBATIM | TOKENS | LISTS | TEXT_BY_LOCALE | {"brand", "category", "audience", "style"}
"""All of callsheet's columns; any other is kept in `Brief.extra`."""
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_BETWEEN = re.compile(r"[\s_-]+")


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One name, or several in order of preference."""


def folded(name: str) -> str:
    """A column's name as names are compared: `Compare-at  price` is `compare at price`."""
    return _BETWEEN.sub(" ", name.casefold()).strip()


def suggested(originals: Sequence[str], known: Collection[str] = ()) -> dict[str, str]:
    """Callsheet's column to the file's own, for those that look familiar and are not `known`.

    A column of the file is suggested once, and not where it has callsheet's own name already.
    """
    there = {folded(name): name for name in reversed(originals)}
    # "Price (GHS)" is a price.
    free = {folded(_ASIDE.sub("", name)): name for name in reversed(originals)} | there
    found: dict[str, str] = {}
    for ours, names in _familiar().items():
        if ours in known or folded(ours) in there:
            continue
        theirs = next((name for name in names if name in free), None)
        if theirs is not None:
            found[ours] = taken = free[theirs]
            free = {name: own for name, own in free.items() if own != taken}
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
