"""Listing: the table of models as a person chooses from it: what each does, takes and asks.

It knows shots as samples of their operations; it opens no checkpoint and looks at no device.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.renderers.diffusion.families import FAMILIES
from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.operations import OPERATIONS
from engine.renderers.diffusion.table import Licence, Model, Table
from schemas.shot import PictureRef, Shot, ShotRef, shot_of

__all__ = ["Listed", "conditions_of", "listed", "operations_of"]

_SOURCE = ShotRef(shot="source")
_SAMPLES: tuple[Shot, ...] = (
    shot_of("still", name="x", frames=1, renderer="diffusion"),
    shot_of("generate", name="x", frames=1),
    shot_of("animate", name="x", frames=1, picture=PictureRef(picture=0)),
    shot_of("extend", name="x", frames=1, source=_SOURCE),
    shot_of("loop", name="x", frames=1, source=_SOURCE),
    shot_of("blend", name="x", frames=1, first=_SOURCE, second=_SOURCE),
    shot_of("restyle", name="x", frames=1, source=_SOURCE),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A model of the table, the operations that it shoots alone, and its licence's conditions."""

    name: str
    model: Model
    operations: tuple[str, ...]
    conditions: tuple[str, ...]


def listed(table: Table) -> Iterator[Listed]:
    """Every model of the table, in its order."""
    for name, model in table.models.items():
        family = next((one for one in FAMILIES if one.name == model.family), None)
        needs = (
            () if family is None else family.needs({"_class_name": model.pipeline, **model.index})
        )
        conditions = conditions_of(table.licences[model.licence])
        yield Listed(name, model, operations_of(needs), conditions)


def operations_of(needs: Collection[Need]) -> tuple[str, ...]:
    """The operations that a model with these abilities shoots alone, in a single clip."""
    return tuple(
        shot.operation
        for shot in _SAMPLES
        if any(
            all(need in needs for need in wanted)
            for wanted in OPERATIONS[shot.operation].asks(shot).opening
        )
    )


def conditions_of(licence: Licence) -> tuple[str, ...]:
    """What a licence asks, by its clauses."""
    found = []
    if licence.revenue is not None:
        found.append(f"revenue under {licence.revenue} USD a year")
    if licence.excluded is not None:
        also = ", outputs too" if licence.excluded.outputs else ""
        found.append(f"not in {', '.join(licence.excluded.territories)}{also}")
    if licence.notice:
        found.append("films say that a machine made them")
    if licence.attribution:
        found.append(f"names {licence.attribution}")
    if "use" in licence.clauses:
        found.append(licence.clauses["use"])
    return tuple(found)
