"""Setups: what is shot for each shot of a storyboard, by whom, and how it is laid out.

It knows a row by its pictures and by which of its shots are written over; no words and no films.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engine.casting import in_words
from engine.edit.lengths import take_frames
from engine.placement import Seen, framed, placed
from engine.production.context import RunContext
from engine.proof import is_generative
from engine.renderers import Routed
from schemas.brief import Material, Picture, Video
from schemas.errors import RowError
from schemas.reject import Code
from schemas.setup import Canvas, Setup
from schemas.shot import Shot
from schemas.storyboard import Storyboard, pictures_of, sources_of, videos_of

__all__ = ["setups_for"]


@dataclass(frozen=True, slots=True)
class _Board:
    """A storyboard, and everything beside the production that decides how it is shot.

    `pictures` are the row's, `own` of them its own and the others its cast's and its brand's;
    `videos` the row's by their positions. `worded` are the names of shots that have something
    written over them.
    """

    storyboard: Storyboard
    canvas: Canvas
    pictures: tuple[Picture, ...]
    videos: tuple[tuple[int, Video], ...]
    own: int
    worded: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The same for one shot: `frames` are those of its take on the delivery's `canvas`, `sources`
    the keys of the takes that it starts from.
    """

    shot: Shot
    canvas: Canvas
    frames: int
    sources: tuple[str, ...]
    pictures: tuple[Picture, ...]
    videos: tuple[tuple[int, Video], ...]
    own: int
    worded: bool


def setups_for(
    context: RunContext,
    material: Material,
    written: tuple[Storyboard, Collection[str]],
    canvas: Canvas,
    setups: dict[str, Setup],
    offers: dict[str, Routed],
    own: int,
) -> dict[str, str]:
    """The setup's key of each shot for one delivery canvas; both mappings grow by what is new.

    `material` holds the row's pictures (`own` of them are its own, the others its cast's and its
    brand's), `written` the storyboard and the names of its shots that have something written over
    them. Rows of a catalog share storyboards, and more of them shots.
    """
    storyboard, worded = written
    videos = tuple(material.videos.items())
    board = _Board(storyboard, canvas, material.pictures, videos, own, frozenset(worded))
    keys: dict[str, str] = {}
    for name, (key, setup, routed) in context.once(_shot)(board).items():
        setups.setdefault(key, setup)
        offers.setdefault(key, routed)
        keys[name] = key
    return keys


def _shot(context: RunContext, board: _Board) -> dict[str, tuple[str, Setup, Routed]]:
    """By shot name: its setup with the key, and what was offered for it; sources first."""
    storyboard, canvas = board.storyboard, board.canvas
    found: dict[str, tuple[str, Setup, Routed]] = {}
    for shot in storyboard.shooting_order():
        asked = _Asked(
            shot=shot,
            canvas=canvas,
            frames=take_frames(shot, storyboard, canvas.rate),
            sources=tuple(found[name][0] for name in sources_of(shot)),
            pictures=board.pictures,
            videos=board.videos,
            own=board.own,
            worded=shot.name in board.worded,
        )
        found[shot.name] = context.once(_setup)(asked)
    return found


def _setup(context: RunContext, asked: _Asked) -> tuple[str, Setup, Routed]:
    """What is shot for a shot, with its key, and what was offered for it.

    A renderer may shoot in a size and a rate of its own, so that several canvases share a take.
    """
    shot, routed = _routed(context, asked)
    pictures = tuple(_picture(asked.pictures, shot, number) for number in pictures_of(shot))
    looked_at, brand = tuple(map(Seen.of, pictures)), context.style_inputs
    first, videos = asked.pictures[:1], dict(asked.videos)
    setup = Setup(
        shot=shot,
        canvas=routed.offer.canvas,
        frames=routed.offer.frames,
        renderer=routed.renderer,
        fingerprint=dict(routed.offer.fingerprint),
        style_inputs=dict(routed.offer.style_inputs),
        pictures=pictures,
        placement=placed(
            shot,
            routed.offer.canvas,
            looked_at,
            brand,
            worded=asked.worded,
            colours=first[0].seen.colours if first else (),
        )
        if routed.offer.composes
        else framed(shot, routed.offer.canvas, looked_at, brand),
        videos=tuple(videos[number] for number in videos_of(shot)),
        sources=asked.sources,
        seed=context.production.takes.seed,
    )
    return setup.key(), setup, routed


def _routed(context: RunContext, asked: _Asked) -> tuple[Shot, Routed]:
    """The shot as it is shot, and by whom: a model that can be shown its cast's pictures, else one
    that is told of it in words, else whoever shows the pictures as they are.
    """
    route, brand = context.router.route, context.style_inputs
    shot, canvas, frames = asked.shot, asked.canvas, asked.frames
    told = in_words(shot, asked.own)
    if told == shot:
        return shot, route(shot, canvas, frames, brand)
    tried: list[tuple[Shot, Routed]] = []
    for one in (shot, told):
        try:
            tried.append((one, route(one, canvas, frames, brand)))
        except RowError:
            if one is told and not tried:
                raise
    by_models = [one for one in tried if is_generative(context.router.source_type(one[1].renderer))]
    return (by_models or tried)[0]


def _picture(pictures: tuple[Picture, ...], shot: Shot, index: int) -> Picture:
    if index >= len(pictures):
        raise RowError(
            Code.STORYBOARD,
            f"shot {shot.name!r} shows picture {index}, and the row has {len(pictures)}",
            "storyboard",
            "Count the row's pictures from 0.",
        )
    return pictures[index]
