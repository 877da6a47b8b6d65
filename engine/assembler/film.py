"""Film: an edit as one composite of MoviePy's, drawn frame by frame as it is asked for.

It knows the edit's cuts, transitions and type, and the user's functions; nothing is encoded here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.assembler.lettering import lettering
from engine.assembler.scenes import Scenes
from engine.assembler.takes import CutFrames, clip_of_cut, joined
from engine.edit.segments import Overlay
from schemas.edit import Edit
from schemas.timing import seconds_of

__all__ = ["Reels", "film_clip"]


@dataclass(frozen=True, slots=True)
class Reels:
    """Where takes and drawn pieces of type are found, by their keys; pixels are RGBA."""

    take_at: Callable[[str], Path]
    sprite_at: Callable[[str], NDArray[Any]]


@contextmanager
def film_clip(
    edit: Edit, overlays: Sequence[Overlay], scenes: Scenes, reels: Reels, sound: Any = None
) -> Iterator[Any]:
    """The whole film as a clip: its shots, transitions and type, as the user's functions leave it.

    `overlays` are counted from the film's start, `sound` is its sound as a clip.
    Raises EncodeError.
    """
    from moviepy import CompositeVideoClip  # noqa: PLC0415 - 0.4 s

    canvas = edit.canvas
    read = [CutFrames(cut, reels.take_at(cut.take), canvas) for cut in edit.cuts]
    try:
        shots = [
            _opaque(scenes.shot(clip_of_cut(frames, cut, canvas), cut, canvas), edit)
            for frames, cut in zip(read, edit.cuts, strict=True)
        ]
        pieces = [lettering(one, reels.sprite_at, canvas) for one in overlays]
        film = CompositeVideoClip(
            [*_cut(edit, shots), *pieces],
            size=(canvas.width, canvas.height),
            bg_color=(0, 0, 0),
        ).with_duration(seconds_of(edit.frames, canvas.rate))
        film = film.with_fps(float(canvas.rate)).with_audio(sound)
        yield scenes.film(film, edit)
    finally:
        for frames in read:
            frames.close()


def _cut(edit: Edit, shots: Sequence[Any]) -> Iterator[Any]:
    """Each shot where it is seen alone, and each transition; no two at a time."""
    rate = edit.canvas.rate
    for number, (cut, following) in enumerate(pairwise([*edit.cuts, None])):
        if cut is None:
            return
        how = cut.transition
        if how.frames:
            before = edit.cuts[number - 1]
            both = joined(
                shots[number - 1], shots[number], how, cut.start - before.start, edit.canvas
            )
            yield both.with_start(seconds_of(cut.start, rate))
        end = following.start if following else cut.end
        alone = cut.start + how.frames
        if alone < end:
            first, last = (seconds_of(at - cut.start, rate) for at in (alone, end))
            shown = shots[number].subclipped(first, min(last, shots[number].duration))
            yield shown.with_start(seconds_of(alone, rate))


def _opaque(shot: Any, edit: Edit) -> Any:
    """A shot that lets something through stands on black: nothing lies under it."""
    from moviepy import CompositeVideoClip  # noqa: PLC0415 - 0.4 s

    if shot.mask is None:
        return shot
    size = (edit.canvas.width, edit.canvas.height)
    return CompositeVideoClip([shot], size=size, bg_color=(0, 0, 0)).with_duration(shot.duration)
