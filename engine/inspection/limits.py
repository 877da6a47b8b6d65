"""Limits: what is allowed, as shipped (`limits.yaml`) and as a production changes it.

It measures nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from engine.inspection.measures import UNITS
from schemas.brief import Kind
from schemas.errors import ProductionError
from schemas.inspection import Limit
from schemas.production import Checks
from schemas.shipped import shipped_table

__all__ = ["Limits", "limits_for"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits by measure: of takes, of those that were asked to move, of those that a model made,
    of films, and by their kind of row, of the craft of films.
    """

    takes: Mapping[str, Limit]
    moving: Mapping[str, Limit]
    generated: Mapping[str, Limit]
    films: Mapping[str, Limit]
    craft: Mapping[Kind, Mapping[str, Limit]]

    def __reduce__(self) -> tuple[Any, ...]:
        """Read-only mappings do not pickle; their contents do."""
        craft = {kind: dict(limits) for kind, limits in self.craft.items()}
        parts = (self.takes, self.moving, self.generated, self.films)
        return _frozen, (*map(dict, parts), craft)


def limits_for(checks: Checks = Checks()) -> Limits:  # noqa: B008 - frozen
    """The shipped limits with those of `checks` in place of the ones of the same measure.

    Raises ProductionError for a measure that has no limit to replace.
    """
    shipped = _shipped()
    every = {**shipped.takes, **shipped.moving, **shipped.generated}
    takes = _replaced("takes", every, checks.takes)
    return _frozen(
        {name: takes[name] for name in shipped.takes},
        {name: takes[name] for name in shipped.moving},
        {name: takes[name] for name in shipped.generated},
        _replaced("films", shipped.films, checks.films),
        _craft_replaced(shipped.craft, checks.craft),
    )


@cache
def _shipped() -> Limits:
    table = shipped_table("engine.inspection", "limits.yaml")
    craft: dict[Kind, dict[str, Limit]] = {kind: {} for kind in Kind}
    for spec in table.pop("craft"):
        measure = spec.pop("measure")
        for kind in spec.pop("kinds", list(Kind)):
            craft[Kind(kind)][measure] = _limit(measure, spec)
    takes, moving, generated, films = (
        {name: _limit(name, spec) for name, spec in part.items()} for part in table.values()
    )
    return _frozen(takes, moving, generated, films, craft)


def _limit(measure: str, spec: Mapping[str, Any]) -> Limit:
    return Limit(measure=measure, unit=UNITS[measure], **spec)


def _frozen(
    takes: dict[str, Limit],
    moving: dict[str, Limit],
    generated: dict[str, Limit],
    films: dict[str, Limit],
    craft: Mapping[Kind, dict[str, Limit]],
) -> Limits:
    return Limits(
        MappingProxyType(takes),
        MappingProxyType(moving),
        MappingProxyType(generated),
        MappingProxyType(films),
        MappingProxyType({kind: MappingProxyType(limits) for kind, limits in craft.items()}),
    )


def _craft_replaced(
    shipped: Mapping[Kind, Mapping[str, Limit]], own: Sequence[Limit]
) -> dict[Kind, dict[str, Limit]]:
    """A production's own limits hold for every kind of row."""
    every = {name: limit for limits in shipped.values() for name, limit in limits.items()}
    told = [limit.measure for limit in own]
    replaced = _replaced("craft", every, own)
    return {
        kind: {**limits, **{name: replaced[name] for name in told}}
        for kind, limits in shipped.items()
    }


def _replaced(part: str, shipped: Mapping[str, Limit], own: Iterable[Limit]) -> dict[str, Limit]:
    limits = dict(shipped)
    for limit in own:
        if limit.measure not in shipped:
            raise ProductionError(
                "A limit is set for a measure that has none",
                f"checks.{part}: {limit.measure!r}",
                f"These can be set: {', '.join(sorted(shipped))}.",
            )
        limits[limit.measure] = limit.model_copy(update={"unit": UNITS[limit.measure]})
    return limits
