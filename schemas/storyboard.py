"""Storyboard: ordered shots, checked as a graph. It holds no words that are said or written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import ClassVar, Self

from pydantic import Field, model_validator

from schemas.record import Record
from schemas.shot import (
    Animate,
    Blend,
    Clip,
    ClipRef,
    Extend,
    Generate,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    ShotRef,
    Still,
)
from schemas.timing import Rate

__all__ = ["Storyboard", "clips_of", "pictures_of", "sources_of", "videos_of"]


class Storyboard(Record):
    """Shots in the order of the film, in frames of `rate`.

    Validation refuses two shots of one name, references to shots that are not there, and cycles.
    """

    SCHEMA: ClassVar[str] = "storyboard/1"

    rate: Rate = Fraction(24)
    design: str = ""
    """The name of the design that it was written by, where it was."""
    shots: tuple[Shot, ...] = Field(min_length=1, max_length=60)

    @model_validator(mode="after")
    def _is_a_graph(self) -> Self:
        names = [shot.name for shot in self.shots]
        if len(set(names)) < len(names):
            twice = {name for name in names if names.count(name) > 1}
            raise ValueError(f"two shots are named {', '.join(sorted(twice))}")
        graph = self._graph()
        for name, needed in graph.items():
            if missing := set(needed) - set(names):
                raise ValueError(f"shot {name!r} refers to {min(missing)!r}, which is not there")
        try:
            if any(graph.values()):
                TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise ValueError(f"shots refer to each other in a circle: {circle}") from error
        if not self.shown_shots:
            raise ValueError("no shot is shown")
        return self

    @property
    def shown_shots(self) -> tuple[Shot, ...]:
        """The shots of the film; the others are only sources."""
        return tuple(shot for shot in self.shots if shot.shown)

    def shot(self, name: str) -> Shot:
        """The shot of that name. Raises KeyError where there is none."""
        for shot in self.shots:
            if shot.name == name:
                return shot
        raise KeyError(name)

    def shooting_order(self) -> Iterator[Shot]:
        """Every shot after the shots that it refers to."""
        graph = self._graph()
        if not any(graph.values()):  # as nearly always: they are taken as they are shown
            return iter(self.shots)
        return map(self.shot, TopologicalSorter(graph).static_order())

    def _graph(self) -> dict[str, tuple[str, ...]]:
        return {shot.name: sources_of(shot) for shot in self.shots}


def clips_of(shot: Shot) -> tuple[tuple[str, Clip], ...]:
    """The moving pictures that the shot starts from, each with the field that asks for it."""
    match shot:
        case Blend():
            return (("first", shot.first), ("second", shot.second))
        case Extend() | Loop() | Restyle():
            return (("source", shot.source),)
    return ()


def sources_of(shot: Shot) -> tuple[str, ...]:
    """The names of the shots that must be taken before this one, in the order of its fields."""
    clips = (clip for _, clip in clips_of(shot))
    return tuple(dict.fromkeys(clip.shot for clip in clips if isinstance(clip, ShotRef)))


def videos_of(shot: Shot) -> tuple[int, ...]:
    """The positions of the row's own videos that the shot starts from, in its fields' order."""
    clips = (clip for _, clip in clips_of(shot))
    return tuple(dict.fromkeys(clip.video for clip in clips if isinstance(clip, ClipRef)))


def pictures_of(shot: Shot) -> tuple[int, ...]:
    """The positions of the row's pictures that this shot shows."""
    refs: list[PictureRef | None] = []
    match shot:
        case Still():
            refs = [shot.picture, *shot.beside]
        case Animate():
            refs = [shot.picture, shot.last]
        case Generate():
            refs = [*shot.references, *(card.picture for card in shot.cards)]
    return tuple(dict.fromkeys(ref.picture for ref in refs if ref is not None))
