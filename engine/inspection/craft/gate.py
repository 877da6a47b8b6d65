"""Gate: a paper edit's craft, measured beside its limits.

It does not decide what becomes of a film that fails.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.inspection.craft.pace import pace
from engine.inspection.craft.paper import PaperEdit
from engine.inspection.craft.placing import placing
from engine.inspection.craft.reading import reading
from engine.inspection.limits import Limits
from engine.inspection.measures import judged
from schemas.inspection import Limit, Measurement

__all__ = ["faults_of", "measure_craft"]


def measure_craft(
    paper: PaperEdit, letters: tuple[str, str], limits: Limits
) -> tuple[Measurement, ...]:
    """Every measure of the film's craft beside its limit for films of its kind.

    `letters` are the brand's light and dark colour. What a model makes is not foretold.
    """
    return judged(_values(paper, letters), limits.craft[paper.kind])


def faults_of(
    paper: PaperEdit, letters: tuple[str, str], limits: Limits
) -> tuple[Measurement, ...]:
    """Those of its measures that are outside their limits."""
    allowed: Mapping[str, Limit] = limits.craft[paper.kind]
    values = _values(paper, letters)
    outside = {
        name: value
        for name, value in values.items()
        if name in allowed and not allowed[name].allows(value)
    }
    return judged(outside, allowed)


def _values(paper: PaperEdit, letters: tuple[str, str]) -> dict[str, float]:
    return {**placing(paper, letters), **pace(paper), **reading(paper)}
