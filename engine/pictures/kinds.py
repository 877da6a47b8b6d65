"""Kinds: what a picture is, judged by what was seen in it.

It measures nothing. A wrong kind does least harm where it is not sure: below a half, layouts do
what is safe for any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.pictures.traits import Traits
from schemas.understanding import Area, PictureKind

__all__ = ["Evidence", "area_of", "judged"]

_FACE = 0.004
"""Share of the picture that a head has at least where the picture is of a person."""
_SPECK = 0.0015
"""Share of the picture under which what stands on a ground is nothing that is known."""
_PAGE, _LOW, _HEADING = 14, 0.08, 0.11
"""Lines of words that a program's window has where they stand too close to tell blocks, and how
high half of them and the highest are at most: a poster's title is higher."""
_MANY = 6
"""Blocks of words that are more than stand on a thing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a kind is judged by.

    `cut_out` says that transparency surrounds the things, `plain` that a plain ground does, and
    `kept` how much of the border is of it. `pale` says that the ground is nearly white, `soft` that
    the transparency holds a shadow. `looked` says that faces were looked for by who can see them,
    `heights` are those of the lines of words, the lowest first, `read` says that they were read and
    not guessed, `sharp` how surely things were told from their surroundings (0 to 1). `upright`
    says that the subject goes through the picture from top or bottom as people do, `wide` that it
    is cut by the left or right edge. `loose` is the share of the picture that is words which stand
    on no thing.
    """

    cut_out: bool
    plain: bool
    kept: float
    pale: bool
    soft: bool
    traits: Traits
    heads: Sequence[Area]
    texts: Sequence[Area]
    heights: Sequence[float]
    looked: bool
    read: bool
    sharp: float
    upright: bool
    wide: bool
    loose: float


def judged(seen: Evidence) -> tuple[PictureKind, float]:
    """The kind, and how sure it is."""
    traits, words = seen.traits, sum(area_of(one) for one in seen.texts)
    lines = len(seen.texts)
    if drawn := _drawn(seen, words):
        return drawn
    if seen.loose > 0.02 and not seen.cut_out:
        # Words beside the things were set by somebody: a slide, an advertisement, a poster.
        return PictureKind.ART, 0.7
    if any(area_of(head) >= _FACE for head in seen.heads):
        return PictureKind.WORN, 0.9
    if (seen.cut_out or seen.plain) and traits.filled < _SPECK:
        return PictureKind.SCENE, 0.2
    if seen.cut_out:
        # What fills the picture is no thing on nothing, but a picture with a clear margin.
        return PictureKind.PACKSHOT, 0.95 if traits.filled < 0.75 else 0.45
    if seen.plain and lines >= _MANY:
        return (PictureKind.DIAGRAM if seen.pale else PictureKind.TEXT), 0.55
    if seen.plain:
        return PictureKind.PACKSHOT, round(min(0.95, 0.5 + 1.5 * (seen.kept - 0.6)), 2)
    if words > 0.06 and (lines >= 2 or words > 0.12):
        flat = traits.even > 0.35 or traits.few > 0.62
        kind = PictureKind.ART if flat else PictureKind.TEXT
        return kind, 0.55 if seen.read else 0.4
    if seen.upright and 0.008 < traits.skin < 0.85:
        # People seldom fill a picture to its sides; folded clothes do.
        return PictureKind.WORN, 0.65 if seen.looked and not seen.wide else 0.45
    # Who was not looked for may be in it all the same.
    return PictureKind.SCENE, round(0.45 if not seen.looked else 0.5 + 0.35 * seen.sharp, 2)


def area_of(box: Area) -> float:
    """Share of the picture."""
    return (box.right - box.left) * (box.bottom - box.top)


def _drawn(seen: Evidence, words: float) -> tuple[PictureKind, float] | None:
    """Diagram, screenshot or flat art; None for a photograph.

    A diagram's lines are thin, and what was drawn has few colours and even parts.
    """
    traits, lines = seen.traits, len(seen.texts)
    alone = seen.cut_out or seen.plain
    if alone and traits.thin > 0.55 and lines >= 1 and traits.even > 0.7 and traits.few > 0.6:
        return PictureKind.DIAGRAM, 0.9 if lines > 1 else 0.6
    low = max((one.bottom - one.top for one in seen.texts), default=0.0)
    if lines >= (8 if seen.soft else 5) and traits.few > 0.8 and traits.even > 0.55 and low < 0.25:
        return PictureKind.SCREENSHOT, 0.85 if lines > 7 else 0.6
    if _is_page(seen):
        return PictureKind.SCREENSHOT, 0.6
    if seen.cut_out and traits.few > 0.5 and lines >= (_MANY if seen.soft else 4):
        return PictureKind.SCREENSHOT, 0.55
    if seen.soft:
        return None
    if alone and lines >= 3 and traits.few > 0.75 and traits.even_things > 0.45 and seen.pale:
        return PictureKind.DIAGRAM, 0.6
    if not seen.cut_out and words > 0.5 * traits.filled and words > 0.02:
        return (PictureKind.ART, 0.7) if lines < 8 else (PictureKind.TEXT, 0.7)
    if not alone and traits.few > 0.85 and traits.even > 0.7:
        return PictureKind.ART, 0.6
    return None


def _is_page(seen: Evidence) -> bool:
    """Whether it is full of small lines on even ground, as editors and pages are."""
    heights, traits = seen.heights, seen.traits
    if not seen.read or len(heights) < _PAGE or seen.heads:
        return False
    low = heights[len(heights) // 2] < _LOW and heights[-1] < _HEADING
    return low and traits.even > 0.66 and traits.few > 0.6 and traits.thin < 0.55
