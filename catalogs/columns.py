"""Columns: callsheet's own, and what kind of value each holds.

It does not know how a catalog names them; `catalogs.header` maps names.
"""

from __future__ import annotations

__all__ = ["KNOWN", "LISTS", "PARAGRAPHS", "TEXT_BY_LOCALE", "TOKENS", "VERBATIM"]

VERBATIM = frozenset({"id", "images", "videos", "storyboard", "design"})
"""Names of things elsewhere: kept to the letter, but for blanks around them."""
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
