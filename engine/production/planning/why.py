"""Why: what changed in a film since it was delivered, as a person would say it.

It compares recipes part by part and reads nothing else.
"""

from __future__ import annotations

from engine.production.planning.row import FilmPlan
from schemas.film import Film

__all__ = ["UNCHANGED", "why_changed"]

UNCHANGED = "nothing that it is made from changed"
"""Why a film is reused."""

_PART_NAMES = {
    "shots": "shots",
    "layout": "layout",
    "storyboard": "storyboard",
    "title": "title",
    "words": "words",
    "voice": "voice",
    "music": "music",
    "brand": "brand",
    "delivery": "delivery settings",
    "label": "AI label",
    "edit": "edit revision",
    "making": "revision of what makes it",
    "encoder": "encoder",
    "signer": "signer",
    "kind": "kind",
}
_EXPLAINED = {
    "words": {"title"},
    "voice": {"words", "title"},
    "storyboard": {"shots", "layout"},
    "layout": {"shots"},
}
"""Parts that say nothing more where one of the others has changed, or a value of the row."""


def why_changed(before: Film, film: FilmPlan) -> str:
    """Which parts of the recipe differ: "price: 24,90 EUR -> 19,90 EUR", "signer"."""
    old, new = before.recipe, film.recipe
    parts = [name for name in {**old, **new} if old.get(name, "") != new.get(name, "")]
    values = [name for name in parts if name.startswith("{")]
    reasons = [
        f"{name[1:-1]}: {old.get(name, 'none')} -> {new.get(name, 'none')}" for name in values
    ]
    changed = {name for name in parts if name in _PART_NAMES}
    for name, title in _PART_NAMES.items():
        explained = _EXPLAINED.get(name, set())
        by_value = bool(values) and name in {"words", "voice", "title"}
        if name in changed and not by_value and not explained & changed:
            reasons.append(title)
    return ", ".join(reasons) or "its recipe"
