"""Crew: which checkpoints shoot a shot: one that opens it, and one that goes on from there.

It chooses by what they can do and by their order, and says in words what is missing. It knows no
operation and no family by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.renderers.diffusion.checkpoint import Checkpoint
from engine.renderers.diffusion.families import FAMILIES
from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.sketch import Asks
from engine.renderers.diffusion.table import Table

__all__ = ["Crew", "chosen", "continued", "lacking"]


@dataclass(frozen=True, slots=True)
class Crew:
    """The checkpoint of a take's first clip, and that of all others."""

    opening: Checkpoint
    following: Checkpoint

    @property
    def longest(self) -> int:
        """Frames of a clip that both can draw."""
        return min(one.abilities.longest for one in (self.opening, self.following))

    @property
    def context(self) -> int:
        """How many frames, less one, a further clip goes on from."""
        step = self.opening.abilities.rules.step
        return min(self.following.abilities.context, (self.longest - 1) // 2 // step * step)

    @property
    def members(self) -> Mapping[str, Checkpoint]:
        """Both by what they do; one alone where it does everything."""
        if self.following is self.opening:
            return {"opening": self.opening}
        return {"opening": self.opening, "following": self.following}


def chosen(asks: Asks, checkpoints: Sequence[Checkpoint]) -> Crew | None:
    """Those who can shoot it in a single clip; None where nobody can."""
    opening = _first(asks.opening, checkpoints)
    return None if opening is None else Crew(opening, opening)


def continued(asks: Asks, crew: Crew, checkpoints: Sequence[Checkpoint]) -> Crew | None:
    """The same with one that goes on, in the same sizes; None where nobody can."""
    if not asks.following:
        return crew
    same = [one for one in checkpoints if one.rhythm == crew.opening.rhythm]
    following = _first(asks.following, same)
    return None if following is None else Crew(crew.opening, following)


def lacking(alternatives: Sequence[Sequence[Need]], table: Table) -> str:
    """What nobody can do, with what to download for it."""
    wanted = " and ".join(need.value for need in alternatives[0])
    offered = []
    for name, model in table.models.items():
        if model.folder:
            continue  # a toy that comes with callsheet is no answer
        family = next((one for one in FAMILIES if one.name == model.family), None)
        able = (
            () if family is None else family.needs({"_class_name": model.pipeline, **model.index})
        )
        if any(all(need in able for need in needs) for needs in alternatives):
            offered.append(f"{name} ({model.repository}, about {model.size.disk:g} GB)")
    hint = f"; add one to `models`: {', '.join(offered)}" if offered else ""
    return f"none of its models can {wanted}{hint}"


def _first(
    alternatives: Sequence[Sequence[Need]], checkpoints: Sequence[Checkpoint]
) -> Checkpoint | None:
    for needs in alternatives:
        for one in checkpoints:
            if one.abilities.meets(needs):
                return one
    return None
