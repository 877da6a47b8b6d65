"""Pace: how soon the product is seen, how often the picture changes, and what repeats itself.

It knows shots, moves and layouts of a paper edit; no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from engine.inspection.craft.paper import PaperEdit, Scene, ShownPicture
from schemas.placement import Window
from schemas.shot import Move

__all__ = ["pace"]

_OPENING = 3
"""Seconds in which a feed's viewer decides whether to stay (TikTok's creative guide)."""
_EARLY = 5
"""Seconds in which the ABCD guide counts shots."""
_SETTLING = 2.2
"""Seconds until a camera has done seven eighths of its way; what is left is not seen."""
_ENTERING = 0.5
"""Seconds in which a text comes in."""
_GROWN = 1.25
"""Times a picture's size from which on it comes nearer rather than again."""
_ALIKE = 0.6
"""Share of two windows' common area from which on they show the same."""


def pace(paper: PaperEdit) -> Mapping[str, float]:
    """The measures of one film. Seconds, shares and numbers of shots."""
    scenes, rate = paper.scenes, float(paper.rate)
    opening = min(paper.end, _OPENING * rate)
    shown = sum(
        max(0.0, min(end, opening) - start)
        for scene, start, end in _stretches(scenes)
        if scene.pictures or scene.generated
    )
    pictured = [scene for scene in scenes if scene.pictures and not scene.generated]
    return {
        "product_early": shown / opening,
        "early_shots": sum(scene.start < _EARLY * rate for scene in scenes),
        "still": _still(paper) / rate,
        "same_view": _longest(scenes, _is_same_view),
        "same_picture": _longest(scenes, _is_same_picture),
        "same_layout": _longest(pictured, lambda one, other: one.layout == other.layout),
        "same_move": _longest(
            pictured, lambda one, other: one.moves is other.moves is not Move.HOLD
        ),
    }


def _stretches(scenes: Sequence[Scene]) -> Iterator[tuple[Scene, int, int]]:
    """Each scene with the frames that are its own: from its start to the next one's."""
    ends = [*(scene.start for scene in scenes[1:]), scenes[-1].end]
    return ((scene, scene.start, end) for scene, end in zip(scenes, ends, strict=True))


def _still(paper: PaperEdit) -> float:
    """Frames of the longest stretch in which neither picture nor type changes."""
    rate = float(paper.rate)
    longest = 0.0
    for scene, start, end in _stretches(paper.scenes):
        if scene.generated:
            continue
        moves = scene.moves is not Move.HOLD and bool(scene.pictures)
        at = start + (_SETTLING if moves else 0.0) * rate
        for entered in sorted([*(one.start for one in scene.words), *scene.turns]):
            longest = max(longest, entered - at)
            at = max(at, entered + _ENTERING * rate)
        longest = max(longest, end - at)
    return longest


def _longest(scenes: Sequence[Scene], alike: Callable[[Scene, Scene], bool]) -> int:
    """The most shots in a row of which each is like the one before it; 0 for no shot."""
    longest = run = 0
    before: Scene | None = None
    for scene in scenes:
        run = run + 1 if before is not None and alike(before, scene) else 1
        longest, before = max(longest, run), scene
    return longest


def _is_same_picture(one: Scene, other: Scene) -> bool:
    return bool({shown.sha256 for shown in one.pictures} & {s.sha256 for s in other.pictures})


def _is_same_view(one: Scene, other: Scene) -> bool:
    """Whether both show the same part of the same picture in about the same size."""
    return any(
        before.sha256 == after.sha256 and _is_alike(before, after)
        for before in one.pictures
        for after in other.pictures
    )


def _is_alike(one: ShownPicture, other: ShownPicture) -> bool:
    if one.place.use != other.place.use or _larger(one, other) >= _GROWN:
        return False
    windows = one.place.window, other.place.window
    sizes = [_within(window) for window in windows]
    wide = min(sizes[0][2], sizes[1][2]) - max(sizes[0][0], sizes[1][0])
    high = min(sizes[0][3], sizes[1][3]) - max(sizes[0][1], sizes[1][1])
    if wide <= 0 or high <= 0:
        return False
    either = sum((box[2] - box[0]) * (box[3] - box[1]) for box in sizes) - wide * high
    return bool(wide * high / either >= _ALIKE)


def _larger(one: ShownPicture, other: ShownPicture) -> float:
    """How many times as long and as wide the one is in the frame as the other, the larger first."""
    small, large = sorted(
        (shown.place.box.right - shown.place.box.left)
        * (shown.place.box.bottom - shown.place.box.top)
        / (shown.place.window.right - shown.place.window.left)
        / (shown.place.window.bottom - shown.place.window.top)
        for shown in (one, other)
    )
    return float((large / small) ** 0.5)


def _within(window: Window) -> tuple[Any, ...]:
    """The part of a window that lies in its picture."""
    return (
        max(0.0, window.left),
        max(0.0, window.top),
        min(1.0, window.right),
        min(1.0, window.bottom),
    )
