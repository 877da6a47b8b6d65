"""Costs: the most that a planned row may cost, and how many of its paid calls are in doubt.

What any run has sent is paid for or reserved already and is not sent again, so it costs nothing
more. Nobody is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.production.context import RunContext
from engine.production.planning.recipe import RowRecipe
from engine.production.planning.row import FilmPlan, RowPlan, SpokenLine
from engine.store import CallState
from schemas.money import Money

__all__ = ["NO_COSTS", "Costs", "costs_of", "sent_calls"]

_Sent = Mapping[str, CallState]


@dataclass(frozen=True, slots=True)
class Costs:
    """`most` are the most of each paid take (with its retakes) and each paid line; `doubts` counts
    calls whose outcome is unknown: what they are for cannot be made until a person decides.
    """

    most: tuple[Money, ...] = ()
    doubts: int = 0


NO_COSTS = Costs()


def sent_calls(
    context: RunContext,
    recipes: Sequence[RowRecipe],
    accepted: Collection[str],
    spoken: Collection[str],
) -> _Sent:
    """Where the recipes' paid calls stand that were sent, by key, but for setups with an `accepted`
    take and for lines that are `spoken`.
    """
    keys: list[str] = []
    for recipe in recipes:
        for key, routed in recipe.offers.items():
            if routed.offer.max_cost is not None and key not in accepted:
                keys += _takes(context, recipe, key)
        for film in recipe.films:
            lines = (one for one in film.lines if one.key not in spoken)
            keys += (one.key for one in lines if _cost_of(context, one, film) is not None)
    return context.paid_calls.states(keys) if keys else {}


def costs_of(
    context: RunContext, recipe: RowRecipe, plan: RowPlan, spoken: Collection[str], sent: _Sent
) -> Costs:
    """The most that the plan's missing takes and lines cost; `sent` is as `sent_calls` has it."""
    most: list[Money] = []
    doubts = 0
    for calls, cost in _paid(context, recipe, plan, spoken):
        found = [sent[key] for key in calls if key in sent]
        if CallState.UNKNOWN in found:
            doubts += 1
        elif len(found) < len(calls):
            amount = cost.amount * (len(calls) - len(found))
            most.append(Money(amount=amount, currency=cost.currency))
    return Costs(tuple(most), doubts)


def _paid(
    context: RunContext, recipe: RowRecipe, plan: RowPlan, spoken: Collection[str]
) -> Iterator[tuple[list[str], Money]]:
    """The calls that one take or one line may need, by key, and what each of them costs at most."""
    for key in plan.missing:
        cost = recipe.offers[key].offer.max_cost
        if cost is not None:
            yield _takes(context, recipe, key), cost
    lines = {one.key: (one, film) for film in plan.to_make for one in film.lines}
    for key, (one, film) in lines.items():
        if key not in spoken and (cost := _cost_of(context, one, film)) is not None:
            yield [key], cost


def _cost_of(context: RunContext, line: SpokenLine, film: FilmPlan) -> Money | None:
    voice = context.voices.of(film.delivery.locale)
    return voice.max_cost(line.line.text, film.delivery.locale) if voice else None


def _takes(context: RunContext, recipe: RowRecipe, key: str) -> list[str]:
    """The keys of the setup's takes: of the first, and of every retake that there may be."""
    retakes = context.production.takes.retakes if recipe.offers[key].offer.seeded else 0
    return [recipe.setups[key].again(number).key() for number in range(retakes + 1)]
