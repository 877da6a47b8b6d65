"""Choose: the layout of one shot in one canvas: the first that is safe for its pictures.

A pure function of the shot, the canvas, what was understood of the pictures, and the brand's
colours; it opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.colours import lightness
from engine.placement.adornments import forms_of, marks_of
from engine.placement.calm import calm_room
from engine.placement.grounds import away_from, ground_colour, tile_colour
from engine.placement.table import Box, NamedLayout, layout_of
from engine.placement.tour import tour_of
from engine.placement.uses import NEAR, use_of
from engine.placement.windows import Seen
from schemas.placement import (
    Ground,
    PicturePlace,
    Placement,
    Staging,
    TypePlace,
    Use,
    Window,
)
from schemas.setup import Canvas
from schemas.shot import CopySpace, Shot
from schemas.understanding import Area, PictureKind

__all__ = ["framed", "placed"]

_ASKED: Mapping[CopySpace, tuple[str, ...]] = {
    CopySpace.NONE: ("hero", "split_right"),
    CopySpace.SIDE: ("hero", "split_right", "field_right"),
    CopySpace.TOP: ("hero", "split_right", "field_right"),
    CopySpace.ALL: ("split_right", "field_right"),
}
"""The layouts of shots that name none, by the room for type that they ask for."""


def placed(
    shot: Shot,
    canvas: Canvas,
    pictures: Sequence[Seen],
    brand: Mapping[str, Any],
    *,
    worded: bool = True,
    colours: Sequence[str] = (),
) -> Placement:
    """How the shot is laid out: the first of its layouts that is safe for its pictures.

    In doubt the whole picture is shown as a card beside a panel of type. `worded` says whether
    anything is written over the shot; `brand` has `background`, `light` and `dark`; `colours` are
    those of the row, for shots without a picture.
    """
    wanted, colour = shot.staging.layouts, shot.staging.ground
    if not pictures:
        return _of_words(wanted, canvas, ground_colour(colour, brand, colours), brand)
    for name in wanted or _ASKED[shot.description.copy_space]:
        layout = layout_of(canvas, name)
        if layout is None or not layout.shows or layout.has_place is not worded:
            continue
        if found := _attempt(name, layout, shot, canvas, pictures, brand):
            return found
    if not worded:
        layout = layout_of(canvas, "alone")
        assert layout is not None  # noqa: S101 - as below
        found = _attempt("alone", layout, shot, canvas, pictures, brand)
        assert found is not None  # noqa: S101 - a card is for any picture
        return found
    name = "screen" if pictures[0].aspect > 1.5 * canvas.aspect else "card_right"
    layout = layout_of(canvas, name)
    assert layout is not None  # noqa: S101 - the table's own test says that every shape has it
    ground = ground_colour(colour, brand, pictures[0].colours)
    safe = _made(name, layout, layout.picture, layout.type, pictures, canvas, ground, shot, brand)
    assert safe is not None  # noqa: S101 - a card is for any picture
    return safe


def framed(
    shot: Shot, canvas: Canvas, pictures: Sequence[Seen], brand: Mapping[str, Any]
) -> Placement | None:
    """Each picture over the whole frame, for a model that sets it in motion; None for no picture.

    It has no place for type: what a model leaves free, nobody knows before.
    """
    camera = shot.description.camera.model_copy(update={"tour": ()})
    bare = shot.model_copy(
        update={
            "staging": Staging(ground=shot.staging.ground),
            "description": shot.description.model_copy(update={"camera": camera}),
        }
    )
    alone = [placed(bare, canvas, [seen], brand, worded=False) for seen in pictures]
    if not alone:
        return None
    places = tuple(one.pictures[0] for one in alone)
    return alone[0].model_copy(update={"pictures": places})


def _of_words(
    wanted: Sequence[str], canvas: Canvas, ground: str, brand: Mapping[str, Any]
) -> Placement:
    """Words alone, in the first of the wanted layouts that shows no picture."""
    for name in (*wanted, "words"):
        layout = layout_of(canvas, name)
        if layout is not None and layout.type is not None and not layout.picture:
            break
    assert layout is not None and layout.type is not None  # noqa: S101, PT018 - `words` has one
    place = TypePlace(box=_area(layout.type), align=layout.align, anchor=layout.anchor, on=ground)
    # A shot that nobody laid out has a plain ground.
    forms = forms_of(layout, ground, brand, ()) if name in wanted else ()
    return Placement(layout=name, ground=ground, type=place, forms=forms)


def _attempt(
    name: str,
    layout: NamedLayout,
    shot: Shot,
    canvas: Canvas,
    pictures: Sequence[Seen],
    brand: Mapping[str, Any],
) -> Placement | None:
    """The layout with the pictures in it; None where that is not safe."""
    ground = ground_colour(shot.staging.ground, brand, pictures[0].colours)
    if layout.least is not None:
        return _hero(name, layout, canvas, pictures[0])
    if layout.edge is not None:
        for share in _shares(layout, pictures[0], canvas):
            box, type_ = layout.split_at(share)
            own = (name, layout, (box,), type_, pictures[:1], canvas, ground, shot, brand)
            if found := _made(*own):
                return found
        return None
    if len(layout.picture) > len(pictures):
        return None
    shown = pictures[: len(layout.picture)]
    return _made(name, layout, layout.picture, layout.type, shown, canvas, ground, shot, brand)


def _shares(layout: NamedLayout, seen: Seen, canvas: Canvas) -> tuple[float, ...]:
    """The shares of the frame that a picture beside a panel may take: by its own shape first."""
    least, most = layout.extent
    own = (
        seen.aspect / canvas.aspect
        if layout.edge in {"left", "right"}
        else canvas.aspect / seen.aspect
    )
    if not seen.is_whole and seen.plain is not None:
        own = (least + most) / 2
    first = min(max(own, least), most)
    return tuple(dict.fromkeys((first, (least + most) / 2, most, least)))


def _hero(name: str, layout: NamedLayout, canvas: Canvas, seen: Seen) -> Placement | None:
    """The picture over the whole frame, with type where it is calm."""
    found = calm_room(seen, canvas, layout.least or (0, 0))
    if found is None:
        return None
    window, room, anchor = found
    ground = (seen.colours or ("#808080",))[0]
    return Placement(
        layout=name,
        ground=ground,
        pictures=(_place(layout.picture[0], Use.FILL, window, ground, seen),),
        type=TypePlace(box=_area(room), anchor=anchor),
    )


def _made(
    name: str,
    layout: NamedLayout,
    boxes: Sequence[Box],
    type_: Box | None,
    pictures: Sequence[Seen],
    canvas: Canvas,
    ground: str,
    shot: Shot,
    brand: Mapping[str, Any],
) -> Placement | None:
    """The layout with its pictures; None where one of them may not be used in it."""
    used = []
    for box, seen in zip(boxes, pictures, strict=False):
        found = use_of(layout, box, seen, canvas, shot)
        if found is None:
            return None
        used.append((box, seen, *found))
    places: list[PicturePlace] = []
    frame, shared = ground, layout.edge is None and len(boxes) == 1
    for box, seen, use, window in used:
        own, matte = ground, ""
        if use is Use.PLAIN:
            own = seen.plain or ground
        if use is Use.CUT_OUT or (seen.transparent and use is Use.FILL):
            tone = ground_colour(Ground.TINT, {"background": ground}, seen.colours)
            own = away_from(ground if shared else tone, seen.colours)
        tile = _tile(use, layout, shot, seen, ground, brand)
        if tile:
            own, matte = tile, "" if seen.transparent else seen.eyes or "eyes"
        # Without a panel beside it, the picture's ground is the frame's.
        frame = own if shared and not tile else frame
        place = _place(box, use, window, own, seen)
        place = place.model_copy(update={"matte": matte}) if tile else place
        edged = {"edged": use is Use.PLAIN and not shared}
        places.append(place.model_copy(update=edged | _entrance(layout, len(places), use)))
    if len(places) == 1:
        tour = tour_of(places[0], pictures[0], canvas, shot.description.camera)
        places = [places[0].model_copy(update={"tour": tour})] if tour else places
    block = None
    if type_ is not None:
        block = TypePlace(box=_area(type_), align=layout.align, anchor=layout.anchor, on=frame)
    return Placement(
        layout=name,
        ground=frame,
        pictures=tuple(places),
        type=block,
        forms=forms_of(layout, frame, brand, pictures[0].colours),
        marks=marks_of(layout, places[0], pictures[0], block, shot, frame, brand),
    )


def _tile(
    use: Use, layout: NamedLayout, shot: Shot, seen: Seen, ground: str, brand: Mapping[str, Any]
) -> str:
    """The ground on which a detail of a packshot stands beside type; "" for its photograph's own.

    The white of a studio is a box on the brand's ground. Beside type a detail has a tile of a tone
    of its own, from which the frame's ground differs as well as the thing.
    """
    near = use is Use.FILL and shot.description.camera.framing in NEAR and layout.has_place
    if near and seen.kind is PictureKind.PACKSHOT and seen.can_be_cut_out:
        return tile_colour(ground, brand, seen.colours)
    return ""


def _entrance(layout: NamedLayout, number: int, use: Use) -> dict[str, Any]:
    """How the picture of that number comes in, and what is done for a thing that is cut out."""
    alone = use is Use.CUT_OUT
    return {
        "enters": layout.enters,
        "delay": round(layout.stagger * number, 3),
        "floor": layout.floor and alone,
        "sweep": layout.sweep and alone,
    }


def _place(box: Box, use: Use, window: Box, ground: str, seen: Seen) -> PicturePlace:
    left, top, right, bottom = window
    matted = use is Use.CUT_OUT and not seen.transparent
    return PicturePlace(
        box=_area(box),
        use=use,
        window=Window(left=left, top=top, right=right, bottom=bottom),
        ground=ground,
        paper=_paper(seen) if use is Use.CARD and seen.transparent else None,
        subject=_area(seen.subject) if use is Use.PLAIN or matted else None,
        matte=seen.eyes or "eyes" if matted else "",
    )


def _paper(seen: Seen) -> str:
    """White, or a near black under what is drawn in light colours."""
    tones = [lightness(colour) for colour in seen.colours[:2]]
    return "#14161a" if tones and min(tones) > 0.75 else "#ffffff"


def _area(box: Box) -> Area:
    return Area(left=box[0], top=box[1], right=box[2], bottom=box[3])
