"""Distribution: how the films of a catalog spread over the measures of their craft.

It knows films' records; it measures nothing and judges nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median

from engine.report import words
from schemas.film import Film

__all__ = ["Spread", "Spreads"]


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure over many films, in words: the least, the middle and the most.

    `outside` counts the films beyond their limit, `films` those that it was measured of; `allowed`
    are the limits that they were held to.
    """

    measure: str
    least: str
    middle: str
    most: str
    allowed: str
    outside: int
    films: int


@dataclass(slots=True)
class _Column:
    values: array[float] = field(default_factory=lambda: array("f"))
    allowed: dict[str, None] = field(default_factory=dict)
    unit: str = ""
    outside: int = 0


class Spreads:
    """The spreads of these measures over all films that pass by."""

    def __init__(self, measures: Collection[str]) -> None:
        self._measures = measures
        self._columns: dict[str, _Column] = {}

    def watching(self, films: Iterable[Film]) -> Iterator[Film]:
        """The films as they are, each counted."""
        for film in films:
            for found in film.inspection.measurements:
                if found.measure not in self._measures:
                    continue
                column = self._columns.setdefault(found.measure, _Column(unit=found.unit))
                column.values.append(found.value)
                column.outside += not found.passed
                if found.limit is not None:
                    column.allowed[words.allowed(found.limit)] = None
            yield film

    def rows(self) -> tuple[Spread, ...]:
        """One for each measure that was found, those with films beyond their limits first."""
        spreads = (_spread(name, column) for name, column in sorted(self._columns.items()))
        return tuple(sorted(spreads, key=lambda one: -one.outside))


def _spread(name: str, column: _Column) -> Spread:
    values = column.values
    least, middle, most = (
        words.quantity(round(value, 2)) for value in (min(values), median(values), max(values))
    )
    return Spread(
        measure=words.named(name),
        least=least,
        middle=middle,
        most=f"{most} {column.unit}",
        allowed=" or ".join(column.allowed),
        outside=column.outside,
        films=len(values),
    )
