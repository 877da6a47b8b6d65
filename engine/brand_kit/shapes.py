"""Shapes: the four frames in which a brand is shown, and what its cards show there.

It knows what a film's edit would show on a card; it draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.brand import Brand
from engine.cards import END_CARD
from engine.edit.brand import BrandLook, brand_layers
from engine.edit.layers import Footage
from engine.placement import placed
from engine.typeset import logo_corner
from schemas.delivery import SafeArea
from schemas.edit import Cut, Layer, LayerRole, TextTone
from schemas.placement import Ground, Staging, TypePlace
from schemas.setup import Canvas
from schemas.shot import Still
from schemas.storyboard import Storyboard
from schemas.understanding import Area

__all__ = ["LARGEST", "SHAPES", "FrameShape", "card_layers", "legal_layer", "title_layers"]

_SECONDS = 4


@dataclass(frozen=True, slots=True)
class FrameShape:
    """A frame of one shape, with what its placements keep for themselves."""

    name: str
    canvas: Canvas
    safe: SafeArea


_WIDE = SafeArea(top=0.06, right=0.05, bottom=0.08, left=0.05)
SHAPES = (
    FrameShape("16:9", Canvas(width=1920, height=1080), _WIDE),
    FrameShape("1:1", Canvas(width=1080, height=1080), _WIDE),
    FrameShape("4:5", Canvas(width=1080, height=1350), _WIDE),
    FrameShape(
        "9:16",
        Canvas(width=1080, height=1920),
        SafeArea(top=0.14, right=0.06, bottom=0.35, left=0.06),
    ),
)
LARGEST = SHAPES[0]


def card_layers(brand: Brand, shape: FrameShape, locale: str) -> tuple[str, list[Layer]]:
    """A designed end card's ground, and its layers as a film's edit has them."""
    from engine.cards import LAYOUT  # noqa: PLC0415 - beside its only use

    shot = Still(
        operation="still",
        name=END_CARD,
        frames=_SECONDS * 24,
        staging=Staging(layouts=(LAYOUT,), ground=Ground.CARD),
    )
    ground = brand.card_ground()
    stands = placed(shot, shape.canvas, (), {"card": ground, "background": ground}, worded=False)
    frames = int(_SECONDS * shape.canvas.rate)
    cut = Cut(
        shot=END_CARD,
        take="0" * 64,
        rate=shape.canvas.rate,
        available=frames,
        start=0,
        frames=frames,
    )
    said = brand.settings
    look = BrandLook(
        light=brand.mark(TextTone.LIGHT),
        dark=brand.mark(TextTone.DARK),
        corner=logo_corner(brand, shape.canvas, shape.safe),
        name=said.name,
        address=said.address,
        legal=said.legal_in(locale),
    )
    footage = {END_CARD: Footage("0" * 64, frames, (), place=stands.type)}
    storyboard = Storyboard(shots=(shot,))
    return ground, brand_layers(storyboard, [cut], footage, shape.canvas, look, locale)


def title_layers(
    words: Sequence[tuple[LayerRole, tuple[str, ...]]],
    place: TypePlace,
    tone: TextTone,
    locale: str,
    logo: TextTone | None,
) -> list[Layer]:
    """The layers of a shot of words, and the logo in its corner where it is read."""
    frames = _SECONDS * 24
    layers = [
        Layer(
            role=role,
            text=text,
            locale=locale,
            start=0,
            frames=frames,
            tone=tone,
            shot="title",
            place=place,
        )
        for role, text in words
    ]
    if logo is not None:
        layers.append(Layer(role=LayerRole.LOGO, locale=locale, start=0, frames=frames, tone=logo))
    return layers


def legal_layer(text: str, locale: str, ground: str) -> Layer:
    """A legal line on a card of that ground."""
    whole = Area(left=0, top=0, right=1, bottom=1)
    return Layer(
        role=LayerRole.LEGAL,
        text=(text,),
        locale=locale,
        start=0,
        frames=_SECONDS * 24,
        shot=END_CARD,
        place=TypePlace(box=whole, on=ground),
    )
