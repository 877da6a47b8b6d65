"""Cards: the shots that films of a brand open and close with, before and after what a row shows.

It adds shots to a storyboard; what is written on them the edit knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.brand import Brand, BrandCard
from engine.intake import PictureMemory, gather_files
from schemas.brief import Material, Picture
from schemas.errors import ProductionError, RowError
from schemas.placement import Ground, Staging
from schemas.reject import Code
from schemas.shot import Camera, Description, Move, PictureRef, Shot, Still
from schemas.storyboard import Storyboard
from schemas.timing import frames_at
from schemas.understanding import Area, PictureKind, Understanding

__all__ = ["END_CARD", "INTRO", "LAYOUT", "card_pictures", "with_cards"]

INTRO, END_CARD = "brand-intro", "brand-end"
"""The shots' names."""
LAYOUT = "brand_card"
"""The layout of designed ones."""
_OPENS, _CLOSES = 1.4, 2.6
"""Seconds. What is seen first should be the product, so an intro is short."""
_FOUND, _READ = 1.2, 1 / 18
"""Seconds until the legal line is found, and that a character of it takes to read."""
_LONGEST = 5.0
_WHOLE = Area(left=0, top=0, right=1, bottom=1)


def card_pictures(brand: Brand, memory: PictureMemory) -> dict[str, Picture]:
    """The pictures of the brand's intro and end card, by their bytes, understood once.

    Raises ProductionError for one that cannot be shown.
    """
    cards = (brand.intro, brand.end_card)
    files = [card.picture.path.resolve() for card in cards if card and card.picture]
    pictures = {}
    for one in gather_files(files, memory):
        if isinstance(one, RowError):
            what = f"a card of the brand cannot be shown: {one.what}"
            raise ProductionError(what, one.where, one.remedy)
        pictures[one.sha256] = one.model_copy(update={"seen": _as_designed(one.seen)})
    return pictures


def _as_designed(seen: Understanding) -> Understanding:
    """A card is a composition, whatever is seen in it: it is shown whole, nothing is cut out."""
    whole = {"kind": PictureKind.ART, "confidence": 1.0, "subject": _WHOLE, "plain": None}
    nothing: dict[str, Any] = {"heads": (), "texts": (), "calm": (), "details": ()}
    return seen.model_copy(update=whole | nothing | {"cut_across": False, "cut_down": False})


def with_cards(
    storyboard: Storyboard, material: Material, brand: Brand, pictures: Mapping[str, Picture]
) -> tuple[Storyboard, Material]:
    """The storyboard with the brand's cards, and the material with their pictures after the row's.

    `pictures` are those of the cards, by their bytes. Raises RowError (STORYBOARD) where the
    storyboard has shots of the cards' names, or no room for two more.
    """
    shots, shown = list(storyboard.shots), list(material.pictures)
    closes = min(max(_CLOSES, _FOUND + _READ * _longest_legal(brand)), _LONGEST)
    for card, name, seconds in ((brand.intro, INTRO, _OPENS), (brand.end_card, END_CARD, closes)):
        if card is None:
            continue
        ref = None
        if card.picture is not None:
            ref = PictureRef(picture=len(shown))
            shown.append(pictures[card.picture.sha256])
        shot = _shot(name, card, ref, frames_at(storyboard.rate, seconds))
        shots.insert(0 if name == INTRO else len(shots), shot)
    try:
        whole = Storyboard(rate=storyboard.rate, design=storyboard.design, shots=tuple(shots))
    except ValueError as error:
        problem = " ".join(str(error).split())
        raise RowError(
            Code.STORYBOARD,
            "the storyboard has no place for the brand's intro and end card",
            problem[:200],
            f"Name no shot {INTRO!r} or {END_CARD!r}, and keep it below 59 shots.",
        ) from error
    return whole, material.model_copy(update={"pictures": tuple(shown)})


def _longest_legal(brand: Brand) -> int:
    said = brand.settings.legal
    return max(map(len, [said] if isinstance(said, str) else said.values()), default=0)


def _shot(name: str, card: BrandCard, ref: PictureRef | None, frames: int) -> Shot:
    return Still(
        operation="still",
        name=name,
        frames=frames,
        picture=ref,
        description=Description(camera=Camera(move=Move.HOLD)),
        staging=Staging(layouts=() if card.picture else (LAYOUT,), ground=Ground.CARD),
        joined="dip" if name == END_CARD else "",
    )
