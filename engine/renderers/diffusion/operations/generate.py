"""Generate: words become a take; cards say what is seen, or asked for, at their frames.

A card's picture stands at its frame exactly; its words hold from there on. The row's own pictures
as references are shown to a model only where the shot names this renderer or a cast: a product
behind a price is never redrawn unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.footage import PictureFootage, Stretch
from engine.renderers.diffusion.sketch import Asks, Refused, Scene, Sketch, Words
from engine.renderers.diffusion.windows import Grid
from schemas.shot import Card, Description, Generate

__all__ = ["asks", "descriptions", "sketch", "times"]

_GOES_ON = ((Need.PLACES,), (Need.START,))


def asks(shot: Generate) -> Asks:
    """Words alone; with pictures at cards, a model that is told what stands where."""
    divided = any(card.prompt and card.frame for card in shot.cards)
    if shot.references:
        if not shot.renderer and not shot.cast:
            raise Refused(
                "it would redraw the row's own pictures: say `renderer: diffusion` in the shot to "
                "have them shown to a model, or use animate to start from one"
            )
        # Whoever goes on would not know what was shown.
        return Asks(((Need.REFERENCES, Need.PLACES),), divided=divided)
    pictured = [card.frame for card in shot.cards if card.picture]
    if not pictured:
        return Asks(((Need.WORDS,),), _GOES_ON, divided=divided)
    # Between two pictures goes who is told both ends; before the first, only who is told places.
    pairs = ((Need.START, Need.ENDS),) if min(pictured) == 0 else ()
    return Asks(((Need.PLACES,), *pairs), divided=divided)


def descriptions(shot: Generate) -> Sequence[Description]:
    """The shot's own, and one for each card with words, which are what happens then."""
    return [described for _, described in _said(shot)]


def times(shot: Generate, grid: Grid) -> Mapping[str, Any]:
    """Where the cards stand."""
    return {"cards": [grid.at(card.frame) for card in shot.cards]} if shot.cards else {}


def sketch(shot: Generate, scene: Scene) -> Sketch:
    """Cards' pictures are known, and words change behind their frames."""
    grid = scene.grid
    pictures = {grid.at(card.frame): card.picture for card in shot.cards if card.picture}
    said = [
        # A frame belongs to the words before it: it is what they lead to.
        Words(0 if frame == 0 else grid.at(frame) + 1, scene.prompt(described))
        for frame, described in _said(shot)
    ]
    return Sketch(
        grid.frames,
        [words for words in said if words.at < grid.frames],
        known=[
            Stretch(place, PictureFootage(scene.picture(picture)), 0, 1)
            for place, picture in pictures.items()
        ],
        references=[scene.reference(picture) for picture in shot.references],
    )


def _said(shot: Generate) -> list[tuple[int, Description]]:
    """Every description with the frame from which it holds, in order."""
    cards: list[Card] = sorted((card for card in shot.cards if card.prompt), key=lambda c: c.frame)
    said = [
        (card.frame, shot.description.model_copy(update={"action": card.prompt})) for card in cards
    ]
    return said if said and said[0][0] == 0 else [(0, shot.description), *said]
