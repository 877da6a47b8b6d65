"""Times: when, in a take's own frames, what a shot names stands, which counts the storyboard's.

It knows numbers only.
"""

from __future__ import annotations

from schemas.setup import Canvas
from schemas.shot import Animate, Extend, Generate, Restyle, Shot

__all__ = ["begin_of", "has_cards", "kept_of", "span_of", "times_of"]

_LAST = 1.0
"""Seconds for which the last picture of an animated still is held; of a short one a third."""


def has_cards(shot: Shot) -> bool:
    """Whether pictures come at given frames of it, rather than being laid out together."""
    match shot:
        case Animate():
            return shot.last is not None
        case Generate():
            return bool(shot.cards)
    return False


def times_of(shot: Animate | Generate, canvas: Canvas, frames: int) -> tuple[tuple[int, int], ...]:
    """The frame at which each of the shot's pictures is there, and its position in the row; the
    first one from frame 0 on where there are references or an animated still.
    """
    if isinstance(shot, Animate):
        held = min(round(_LAST * float(canvas.rate)), frames // 3)
        ends = () if shot.last is None else ((frames - max(1, held), shot.last.picture),)
        return ((0, shot.picture.picture), *ends)
    begins = tuple((0, one.picture) for one in shot.references[:1])
    shown = sorted(
        (_counted(card.frame, shot, frames), card.picture.picture)
        for card in shot.cards
        if card.picture is not None
    )
    return (*begins, *shown) if not shown or shown[0][0] else tuple(shown)


def kept_of(shot: Extend, frames: int) -> int:
    """How many of the take's frames are the clip's; one at least is new."""
    return min(max(1, _counted(shot.kept, shot, frames)), max(1, frames - 1))


def span_of(shot: Restyle, frames: int) -> tuple[int, int]:
    """From which of the take's frames to which, that one no longer, it is redrawn."""
    first, end = (0, frames) if shot.span is None else shot.span
    if shot.span is not None:
        first, end = _counted(first, shot, frames), _counted(end, shot, frames)
    return min(first, frames - 1), min(max(end, first + 1), frames)


def begin_of(shot: Restyle, frames: int) -> int:
    """How many frames of the take's rate it leaves out of its clip."""
    return _counted(shot.begin, shot, frames)


def _counted(number: int, shot: Shot, frames: int) -> int:
    """A number of the storyboard's frames as one of the take's, which has `frames`."""
    return round(number * frames / (shot.frames + shot.handle))
