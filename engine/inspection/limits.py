"""Limits: what is allowed, as shipped (`limits.yaml`) and as a production changes it.

It measures nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from engine.inspection.measures import UNITS
from schemas.errors import ProductionError
from schemas.inspection import Limit
from schemas.production import Checks
from schemas.shipped import shipped_table

__all__ = ["Limits", "limits_for"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits by measure: of takes, of those that were asked to move, of those that a model made,
    of films.
    """

    takes: Mapping[str, Limit]
    moving: Mapping[str, Limit]
    generated: Mapping[str, Limit]
    films: Mapping[str, Limit]

    def __reduce__(self) -> tuple[Any, ...]:
        """Read-only mappings do not pickle; their contents do."""
        return (
            _frozen,
            (dict(self.takes), dict(self.moving), dict(self.generated), dict(self.films)),
        )


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
    )


@cache
def _shipped() -> Limits:
    table = shipped_table("engine.inspection", "limits.yaml")
    return _frozen(
        *({name: _limit(name, spec) for name, spec in part.items()} for part in table.values())
    )


def _limit(measure: str, spec: Mapping[str, Any]) -> Limit:
    return Limit(measure=measure, unit=UNITS[measure], **spec)


def _frozen(*parts: dict[str, Limit]) -> Limits:
    """Of the parts of `Limits`, in their order."""
    return Limits(*map(MappingProxyType, parts))


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
