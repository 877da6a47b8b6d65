"""Placing: what type covers, what windows cut, and how far pictures are blown up, on a paper edit.

Geometry over what was understood of the pictures; it opens none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.colours import contrast
from engine.inspection.craft.paper import Box, PaperEdit, Scene, ShownPicture, Words
from engine.placement import pieces_of
from engine.placement.windows import REACH
from engine.typeset.context import letters_on
from schemas.edit import LayerRole
from schemas.placement import Window
from schemas.understanding import Area, PictureKind, Understanding

__all__ = ["placing"]

_OPEN = frozenset({PictureKind.SCREENSHOT})
"""Kinds of whose words a detail shows a part: a program's window is entered where words point."""


def placing(paper: PaperEdit, letters: tuple[str, str]) -> Mapping[str, float]:
    """The measures of one film, each the worst of all its shots.

    `letters` are the brand's light and dark colour, in which type is set.
    """
    on_subject = on_heads = on_words = heads_cut = words_cut = enlarged = 0.0
    for scene in paper.scenes:
        if scene.generated:
            continue
        boxes = _type_boxes(scene)
        for shown in scene.pictures:
            seen = shown.seen
            enlarged = max(enlarged, _enlarged(shown, paper.profile.width))
            if boxes:
                on_subject = max(on_subject, _covered(boxes, shown, (seen.subject,)))
                on_heads = max(on_heads, _covered(boxes, shown, seen.heads))
                on_words = max(on_words, _covered(boxes, shown, seen.texts))
            heads_cut = max(heads_cut, _most_cut(shown.place.window, seen.heads))
            if not (shown.near and seen.kind in _OPEN):
                words_cut = max(words_cut, _most_cut(shown.place.window, seen.texts))
            for stop in shown.place.tour:
                heads_cut = max(heads_cut, _most_cut(stop.window, seen.heads))
                words_cut = max(words_cut, _most_cut(stop.window, _pieces(seen)))
    return {
        "type_on_subject": on_subject,
        "type_on_heads": on_heads,
        "type_on_words": on_words,
        "type_on_type": _type_on_type(paper),
        "type_outside": _outside(paper),
        "heads_cut": heads_cut,
        "words_cut": words_cut,
        "enlarged": enlarged,
        **_ground_contrast(paper, letters),
    }


def _ground_contrast(paper: PaperEdit, letters: tuple[str, str]) -> Mapping[str, float]:
    """The poorest contrast of type with the plain ground under it; nothing where there is none."""
    grounds = {scene.place.on for scene in paper.scenes if scene.words and scene.place}
    found = [contrast(letters_on(ground, *letters), ground) for ground in grounds if ground]
    return {"ground_contrast": min(found)} if found else {}


def _type_boxes(scene: Scene) -> Sequence[Box]:
    """Where the shot's letters stand; before they are laid out, all of their place."""
    drawn = [one.box for one in scene.words if one.box is not None]
    if drawn or not scene.words or scene.place is None:
        return drawn
    box = scene.place.box
    return [(box.left, box.top, box.right, box.bottom)]


def _in_frame(shown: ShownPicture, area: Area) -> Box:
    """An area of the picture as the frame shows it, in the camera's nearest view, inside its box.

    Empty (right before left) where it is not seen.
    """
    box, window = shown.place.box, shown.place.window
    wide, high = box.right - box.left, box.bottom - box.top
    across = wide / (window.right - window.left)
    down = high / (window.bottom - window.top)
    left = box.left + (area.left - window.left) * across - wide * REACH / 2
    top = box.top + (area.top - window.top) * down - high * REACH / 2
    right = box.left + (area.right - window.left) * across + wide * REACH / 2
    bottom = box.top + (area.bottom - window.top) * down + high * REACH / 2
    return max(left, box.left), max(top, box.top), min(right, box.right), min(bottom, box.bottom)


def _covered(boxes: Sequence[Box], shown: ShownPicture, areas: Sequence[Area]) -> float:
    """The largest share of a block of type that stands on one of the areas."""
    most = 0.0
    for area in areas:
        found = _in_frame(shown, area)
        most = max([most, *(_common(box, found) / _size(box) for box in boxes if _size(box))])
    return most


def _pieces(seen: Understanding) -> Sequence[Area]:
    """What a stop of a tour may not cut: it goes between the lines of a page."""
    blocks, lines = (
        [(one.left, one.top, one.right, one.bottom) for one in found]
        for found in (seen.texts, [one.area for one in seen.words])
    )
    return [
        Area(left=left, top=top, right=right, bottom=bottom)
        for left, top, right, bottom in pieces_of(blocks, lines)
    ]


def _most_cut(window: Window, areas: Sequence[Area]) -> float:
    """The largest share that the window cuts off one of the areas; what it leaves out is not cut.

    What the picture's own edge cuts is as its owner took it.
    """
    most = 0.0
    for area in areas:
        size = (area.right - area.left) * (area.bottom - area.top)
        wide = min(area.right, window.right) - max(area.left, window.left)
        high = min(area.bottom, window.bottom) - max(area.top, window.top)
        if size > 0 and wide > 0 and high > 0:
            most = max(most, 1 - wide * high / size)
    return most


def _enlarged(shown: ShownPicture, width: int) -> float:
    """Pixels of the film per pixel that the picture truly has, in the camera's nearest view."""
    place = shown.place
    views = [(place.box, place.window, 1 + REACH)]
    views += [(stop.box, stop.window, 1.0) for stop in place.tour]
    return max(
        (box.right - box.left)
        * width
        * reach
        / ((window.right - window.left) * shown.seen.true_width)
        for box, window, reach in views
    )


def _type_on_type(paper: PaperEdit) -> float:
    """The largest share of a text that another block's text, a caption or the label lies over."""
    drawn = [one for scene in paper.scenes for one in _blocks(scene)]
    fixed = [one for one in paper.beside if one.box is not None and one.role is not LayerRole.LOGO]
    most = 0.0
    for one in drawn:
        for other in fixed:
            if one.start < other.end and other.start < one.end and one.box and other.box:
                least = min(_size(one.box), _size(other.box))
                most = max(most, _common(one.box, other.box) / least if least else 0.0)
    return most


def _blocks(scene: Scene) -> Iterator[Words]:
    return (one for one in scene.words if one.box is not None)


def _outside(paper: PaperEdit) -> float:
    """How far letters reach out of the safe area, as a share of the frame's side."""
    safe = paper.profile.safe
    most = 0.0
    for one in (*(one for scene in paper.scenes for one in scene.words), *paper.beside):
        if one.box is not None:
            left, top, right, bottom = one.box
            out = (safe.left - left, safe.top - top)
            most = max(most, *out, right - 1 + safe.right, bottom - 1 + safe.bottom)
    return most


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _common(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
