"""Reading: whether a viewer without sound can read what is said and written, in the time it stays.

It knows texts and how long they stand; neither fonts nor pictures.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from engine.inspection.craft.paper import PaperEdit, Scene
from engine.reading import KNOWN, NOTICED, seconds_to_read, words_in
from schemas.edit import LayerRole

__all__ = ["reading"]

_HEADINGS = frozenset({LayerRole.HEADLINE, LayerRole.QUESTION})
_LABELS = frozenset({LayerRole.KICKER})
"""What is glanced at and not read."""

_BUILT = frozenset({LayerRole.RECAP, LayerRole.CODE})
"""What comes in line by line."""


def reading(paper: PaperEdit) -> Mapping[str, float]:
    """The measures of one film, each of its worst shot."""
    values: dict[str, float] = {
        "reading": _heaviest(paper),
        "words_at_once": max(map(_at_once, paper.scenes)),
    }
    if not paper.drawn:
        return values
    written = [one for scene in paper.scenes for one in scene.words if one.size]
    captions = [one for one in paper.beside if one.role is LayerRole.CAPTION]
    sizes = {
        "heading_size": [one.size for one in written if one.role in _HEADINGS],
        "body_size": [
            one.size for one in (*written, *captions) if one.role not in _HEADINGS | _LABELS
        ],
        "label_size": [one.size for one in written if one.role in _LABELS],
    }
    smallest = {name: min(found) for name, found in sizes.items() if found}
    return {**values, **smallest, "unread": paper.unread}


def _heaviest(paper: PaperEdit) -> float:
    """The time that a shot's words need over the time that they stand: 1 is just enough.

    What comes in later is read after what stood before, so each text and all that follow it must be
    readable from when it comes in.
    """
    rate, heaviest = float(paper.rate), 0.0
    known: set[str] = set()
    for scene in paper.scenes:
        needed = NOTICED
        texts = [one for one in scene.words if one.role not in _LABELS]
        for one in sorted(texts, key=lambda one: -one.start):
            needed += sum(_needed(part, known) for part in one.text)
            heaviest = max(heaviest, needed * rate / (one.end - one.start))
        known.update(part for one in texts for part in one.text)
    return heaviest


def _needed(text: str, known: Container[str]) -> float:
    return seconds_to_read(text) * (KNOWN if text in known else 1)


def _at_once(scene: Scene) -> float:
    """Words that stand at once at the shot's end, but for labels and lists that build."""
    return sum(
        words_in(part)
        for one in scene.words
        if one.role not in _LABELS | _BUILT and not one.building
        for part in one.text
    )
