"""Motion: where a piece of type stands and how solid it is, at each frame of its stay.

Pure geometry over time; it knows no pixels.
What it makes is keyed by the revision of `engine.edit.segments`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["REST", "Pose", "pose_at"]


@dataclass(frozen=True, slots=True)
class Pose:
    """Opacity from 0 to 1, an offset in pixels, a scale about the middle, the share wiped open."""

    opacity: float = 1.0
    dx: float = 0.0
    dy: float = 0.0
    scale: float = 1.0
    open: float = 1.0


REST = Pose()


def pose_at(motion: str, frame: int, frames: int, *, enter: int, leave: int, height: float) -> Pose:
    """The pose at `frame` of a stay of `frames`; `height` (pixels) scales how far things travel.

    Entrances settle (cubic ease-out); exits only fade, and quicker than entrances: the eye has
    moved on by then.
    """
    fading = min(1.0, (frames - frame) / max(1, leave)) if leave else 1.0
    if frame >= enter or motion == "cut":
        return REST if fading >= 1 else Pose(opacity=fading)
    t = (frame + 1) / (enter + 1)
    settled = 1 - (1 - t) ** 3
    opacity = min(fading, 1.0, t * 1.6)
    travel = (1 - settled) * height
    match motion:
        case "rise":
            return Pose(opacity=opacity, dy=0.55 * travel)
        case "slide":
            return Pose(opacity=opacity, dx=-0.9 * travel)
        case "pop":
            return Pose(opacity=opacity, scale=0.86 + 0.14 * settled)
        case "wipe":
            return Pose(opacity=fading, open=settled)
        case _:
            return Pose(opacity=opacity)
