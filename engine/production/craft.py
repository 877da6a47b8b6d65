"""Craft: a film is held against the limits of craft, on the plan and on its edit.

It decides when a row is refused, and says why; what is measured, `engine.inspection.craft` knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.inspection.craft import edited, faults_of, measure_craft, planned, timed
from engine.inspection.craft.paper import Timing
from engine.production.context import RunContext
from engine.production.planning.row import FilmPlan, RowPlan
from engine.proof import is_generative
from engine.report import words
from schemas.brief import Brief
from schemas.errors import RowError
from schemas.inspection import Measurement
from schemas.reject import Code
from schemas.setup import Setup
from schemas.storyboard import Storyboard

if TYPE_CHECKING:
    from engine.jobs.assembling import Assembled

__all__ = ["craft_of_edit", "finding", "is_craft", "planned_faults", "refusal"]


def planned_faults(
    context: RunContext,
    brief: Brief,
    storyboard: Storyboard,
    films: Iterable[FilmPlan],
    setups: Mapping[str, Setup],
) -> dict[str, tuple[Measurement, ...]]:
    """What of the row's planned films is outside the limits of craft, by file; `setups` by key.

    Nothing is opened, and lines are as long as they are estimated: the same row gives the same.
    """
    timings: dict[tuple[str, Fraction], Timing] = {}
    found = {}
    for film in films:
        profile, script = film.delivery.profile, film.script
        times = script.locale, profile.rate
        if times not in timings:
            timings[times] = timed(
                storyboard,
                script,
                kind=brief.kind,
                rate=profile.rate,
                lines=[spoken.line for spoken in film.lines],
                wpm=context.production.voice.rate_wpm,
                transitions=context.brand.tokens.rhythm.transitions,
            )
        shown = {name: setups[key] for name, key in film.setups.items()}
        made = _generated(context, shown)
        paper = planned(timings[times], shown, kind=brief.kind, profile=profile, generated=made)
        if faults := faults_of(paper, _letters(context), context.limits):
            found[film.planned.file] = faults
    return found


def craft_of_edit(
    context: RunContext, row: RowPlan, film: FilmPlan, assembled: Assembled
) -> tuple[Measurement, ...]:
    """Every measure of the edited film's craft.

    Raises RowError (CRAFT) where one of them is beyond what can be watched or read.
    """
    shown = {name: row.setups[key] for name, key in film.setups.items()}
    paper = edited(
        assembled.edit,
        assembled.placed,
        shown,
        kind=row.brief.kind,
        profile=film.delivery.profile,
        building={title.shot for title in film.script.titles if title.line is not None},
        generated=_generated(context, shown),
    )
    measured = measure_craft(paper, _letters(context), context.limits)
    if refused := [one for one in measured if not one.passed and not _is_advice(one)]:
        raise refusal(film.planned.file, refused)
    return measured


def is_craft(context: RunContext, found: Measurement) -> bool:
    """Whether it is a question of craft, and not of the file."""
    return any(found.measure in allowed for allowed in context.limits.craft.values())


def refusal(file: str, faults: Iterable[Measurement]) -> RowError:
    """The error of a row whose film of that file has these faults (CRAFT)."""
    worst = [one for one in faults if not _is_advice(one)]
    return RowError(
        Code.CRAFT,
        "; ".join(map(finding, worst)),
        file,
        f"{worst[0].limit.why if worst[0].limit else ''}. Shorten the text, give other pictures, "
        "or write a storyboard that suits them.",
    )


def finding(fault: Measurement) -> str:
    """A fault in words: "words at once: 15 words (at most 12 words)"."""
    measured = words.quantity(round(fault.value, 2), fault.unit)
    return f"{words.named(fault.measure).lower()}: {measured} ({words.allowed(fault.limit)})"


def _letters(context: RunContext) -> tuple[str, str]:
    tokens = context.brand.tokens
    return tokens.light, tokens.dark


def _generated(context: RunContext, setups: Mapping[str, Setup]) -> frozenset[str]:
    """The names of the shots that a model makes."""
    router = context.router
    return frozenset(
        name for name, setup in setups.items() if is_generative(router.source_type(setup.renderer))
    )


def _is_advice(fault: Measurement) -> bool:
    return fault.limit is None or fault.limit.advice
