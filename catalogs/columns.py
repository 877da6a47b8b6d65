"""Columns: callsheet's own, and what kind of text each holds (design.md, the contract).

It does not know how a catalog names them; `catalogs.header` maps names.
"""

from __future__ import annotations

__all__ = ["INLINE", "KNOWN", "LISTS", "MARKUP", "TEXT_BY_LOCALE", "TOKENS", "VERBATIM"]

VERBATIM = frozenset({"id", "images", "videos", "storyboard", "design"})
"""Names of things elsewhere: kept to the letter, but for blanks around them."""
TOKENS = frozenset({"kind", "price", "was_price", "currency", "url", "locale", "seconds", "review"})
"""Values with a syntax: checked rather than cleaned."""
INLINE = frozenset({"title", "subtitle"})
"""One line; only harmless inline tags are read as markup, so that `<script>` stays visible text."""
MARKUP = frozenset({"description", "bullets"})
"""Plain text or HTML."""
LISTS = frozenset({"bullets", "images", "videos"})
"""Lists, or text separated by `|`."""
TEXT_BY_LOCALE = frozenset({"title", "subtitle", "description", "bullets", "cta", "narration"})
"""May be given for more languages: `title@de`."""
KNOWN = (
    VERBATIM
    | TOKENS
    | INLINE
    | MARKUP
    | LISTS
    | TEXT_BY_LOCALE
    | {"brand", "category", "audience", "style"}
)
"""All of callsheet's columns; any other is kept in `Brief.extra`."""
