"""Layers: what stands over the pictures, and when: titles and burnt captions.

It knows shots, words and measured light; not how anything is drawn.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.edit.spans import ShotSpan, title_spans
from engine.edit.tone import Grid, luma_range, tone_for
from schemas.delivery import Profile
from schemas.edit import Caption, Cut, Layer, LayerRole
from schemas.placement import TypePlace
from schemas.script import Script
from schemas.setup import Canvas
from schemas.storyboard import Storyboard
from schemas.understanding import Area

__all__ = ["Footage", "burnt_captions", "title_layers"]


@dataclass(frozen=True, slots=True)
class Footage:
    """The take of one shot: its key in the store, its frames, and its luma as measured, in grids.

    `frames` are of its own rate. `spread` is the luma's standard deviation in the grid's cells.
    `canvas` is the size and rate that it was shot in; None where that is the edit's own. `sound`
    says that the take has a sound of its own, which the film then plays. `place` is where type
    stands in it; None where its shot only asked for room. `occupied` is what nothing may cover.
    """

    take: str
    frames: int
    luma: Grid
    spread: Grid = ()
    canvas: Canvas | None = None
    sound: bool = False
    place: TypePlace | None = None
    occupied: tuple[Area, ...] = ()


def title_layers(
    storyboard: Storyboard,
    script: Script,
    cuts: Sequence[ShotSpan],
    footage: Mapping[str, Footage],
    profile: Profile,
    spoken: Mapping[str, Sequence[int]],
) -> list[Layer]:
    """On-screen words, from after their shot has come in until the next begins to.

    `spoken` are the frames at which the lines of each shot begin.
    """
    canvas = profile.canvas
    spans = title_spans(script.titles, cuts, storyboard, canvas.rate, spoken)
    layers = []
    for title, (start, end) in zip(script.titles, spans, strict=True):
        shot = storyboard.shot(title.shot)
        copy_space, seen = shot.description.copy_space, footage[shot.name]
        layers.append(
            Layer(
                role=LayerRole(title.role.value),
                text=title.text,
                number=title.number,
                goes_on=title.goes_on,
                locale=script.locale,
                start=start,
                frames=end - start,
                tone=tone_for(seen.luma, canvas, copy_space, seen.place),
                luma=luma_range(seen.luma, seen.spread, canvas, copy_space, seen.place),
                late=title.late,
                shot=shot.name,
                copy_space=copy_space,
                place=seen.place,
            )
        )
    return layers


def burnt_captions(
    captions: Sequence[Caption], cuts: Sequence[Cut], titles: Sequence[Layer], locale: str
) -> list[Layer]:
    """The captions as layers, less what nobody speaks and what stands on screen anyway."""
    shown = _read_already(titles)
    return [
        _burnt(caption, locale)
        for caption in captions
        if not (caption.text.startswith("[") or _repeats(caption, cuts, shown))
    ]


def _burnt(caption: Caption, locale: str) -> Layer:
    return Layer(
        role=LayerRole.CAPTION,
        text=(caption.text,),
        locale=locale,
        start=caption.start,
        frames=caption.frames,
    )


def _read_already(layers: Sequence[Layer]) -> Mapping[str, str]:
    """By shot, the letters and figures of all that is written over it."""
    read: dict[str, str] = {}
    for layer in layers:
        read[layer.shot] = read.get(layer.shot, "") + _bare("".join(layer.text))
    return read


def _repeats(caption: Caption, cuts: Sequence[Cut], shown: Mapping[str, str]) -> bool:
    """Whether a caption says only what stands on screen anyway: twice is noise."""
    shot = next(cut.shot for cut in reversed(cuts) if cut.start <= caption.start)
    return _bare(caption.text) in shown.get(shot, "")


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
