"""Brand: what an edit shows of the brand by itself: the logo, and the words on its own cards.

It knows measured light and the logo's ink; not how either is drawn.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from engine.cards import END_CARD, INTRO, LAYOUT
from engine.edit.layers import Footage
from engine.edit.tone import corner_luma
from engine.logo import READABLE, Mark, best_read, luminance_of
from engine.placement import layout_of
from schemas.edit import Cut, Layer, LayerRole, TextTone
from schemas.placement import TypePlace
from schemas.setup import Canvas
from schemas.shot import CopySpace
from schemas.storyboard import Storyboard, pictures_of
from schemas.understanding import Area

__all__ = ["BrandLook", "brand_layers"]

_MIDDLE = 0.18
"""Relative luminance from which dark type has the better contrast."""


@dataclass(frozen=True, slots=True)
class BrandLook:
    """What films show of the brand.

    `light` and `dark` are its logos for dark and for light pictures, None where it has none;
    `corner` is where the logo stands in the frame with the clear space around it. `name`, `address`
    and `legal` are what its cards say.
    """

    light: Mark | None
    dark: Mark | None
    corner: Area
    name: str = ""
    address: str = ""
    legal: str = ""


def brand_layers(
    storyboard: Storyboard,
    cuts: Sequence[Cut],
    footage: Mapping[str, Footage],
    canvas: Canvas,
    look: BrandLook,
    locale: str,
) -> list[Layer]:
    """The logo where its corner is free and it is read, and what the brand's cards say."""
    cards = [
        layer
        for cut in cuts
        if cut.shot in {INTRO, END_CARD}
        for layer in _card(cut, storyboard, footage[cut.shot], canvas, look, locale)
    ]
    return [*_corner_logos(storyboard, cuts, footage, look, locale), *cards]


def _corner_logos(
    storyboard: Storyboard,
    cuts: Sequence[Cut],
    footage: Mapping[str, Footage],
    look: BrandLook,
    locale: str,
) -> Iterator[Layer]:
    """The logo in shots that leave room for type: over a close picture it is only in the way.

    It stays from shot to shot, and changes only where the picture asks for the other tone. Where
    the next shot, or the one before, does not show it, it is gone before that one is seen.
    """

    def tone(cut: Cut) -> TextTone | None:
        copy_space = storyboard.shot(cut.shot).description.copy_space
        return None if copy_space is CopySpace.NONE else _corner_tone(footage[cut.shot], look)

    runs = [(asked, list(run)) for asked, run in groupby(cuts, key=tone)]
    asked_before = [None, *(asked for asked, _ in runs)]
    for (asked, shown), before, following in zip(
        runs, asked_before, [*runs[1:], None], strict=False
    ):
        first, last = shown[0], shown[-1]
        start = first.start if before else first.start + first.transition.frames
        end = following[1][0].start if following and following[0] is None else last.end
        if asked is not None and start < end:
            yield Layer(
                role=LayerRole.LOGO, locale=locale, start=start, frames=end - start, tone=asked
            )


def _corner_tone(seen: Footage, look: BrandLook) -> TextTone | None:
    """The logo's tone in its corner; None where something stands there, where the picture is busy,
    or where neither logo is read. A file that brings its own ground is a box, and shown on cards.
    """
    if not any(mark and mark.transparent for mark in (look.light, look.dark)):
        return None
    if any(_overlap(look.corner, area) for area in seen.occupied):
        return None
    around = corner_luma(seen.luma, seen.spread, look.corner)
    if around is None:
        return None
    tone, read = best_read(look.light, look.dark, *around)
    return tone if read >= READABLE else None


def _card(
    cut: Cut,
    storyboard: Storyboard,
    seen: Footage,
    canvas: Canvas,
    look: BrandLook,
    locale: str,
) -> Iterator[Layer]:
    """The logo, or the name; under it the address, and at the foot the legal line.

    A card that is a picture of the brand's own says itself what it says, but for the legal line.
    """
    designed = not pictures_of(storyboard.shot(cut.shot))
    ends = cut.shot == END_CARD
    start = cut.start + cut.transition.frames
    times: dict[str, Any] = {"locale": locale, "start": start, "frames": cut.end - start}
    place, layout = seen.place, layout_of(canvas, LAYOUT)
    if designed and place is not None and place.on is not None and layout and layout.logo:
        ground = luminance_of(place.on)
        tone, read = best_read(look.light, look.dark, ground)
        words = TextTone.DARK if ground >= _MIDDLE else TextTone.LIGHT
        left, top, right, bottom = layout.logo
        box = Area(left=left, top=top, right=right, bottom=bottom)
        block: dict[str, Any] = {"tone": words, "shot": cut.shot, "place": place}
        if look.light is not None or look.dark is not None:
            # A file with a ground of its own stands on that, whatever its ink.
            yield Layer(
                role=LayerRole.LOGO,
                tone=tone if read else TextTone.LIGHT,
                shot=cut.shot,
                place=TypePlace(box=box, align="centre", on=place.on),
                **times,
            )
        elif look.name:
            below = place.box.bottom if ends else bottom
            whole = TypePlace(
                box=box.model_copy(update={"bottom": below}), align="centre", on=place.on
            )
            block = block | {"place": whole}
            yield Layer(role=LayerRole.HEADLINE, text=(look.name,), **times, **block)
        if ends and look.address:
            yield Layer(role=LayerRole.SUBHEAD, text=(look.address,), **times, **block)
        if ends and look.legal:
            yield Layer(role=LayerRole.LEGAL, text=(look.legal,), **times, **block)
    elif ends and look.legal:
        yield Layer(role=LayerRole.LEGAL, text=(look.legal,), **times)


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )
