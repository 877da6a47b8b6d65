"""Money: what a plan costs at most and probably, and whether the budget allows it.

It adds up; what costs something is said by whoever plans it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from engine.store import History
from schemas.errors import BudgetError
from schemas.money import Money

__all__ = ["BudgetLeft", "PlanCosts", "likely_cost"]

_MICRO = Decimal("0.000001")


def likely_cost(most: Money | None, before: History | None) -> Money | None:
    """What calls of at most that much cost as a rule, repairs included, by what was paid `before`;
    None where nothing was.
    """
    if most is None or before is None or not before.most:
        return None
    amount = (most.amount * before.spent / before.most).quantize(_MICRO, ROUND_CEILING)
    return Money(amount=amount, currency=most.currency)


@dataclass(slots=True)
class PlanCosts:
    """Sums by currency: the `most` that is still to be spent, the most of what was `asked` for
    since the plan was made, and how much less is `spared` where earlier answers cost what they did.
    """

    most: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    asked: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    spared: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def add(self, most: Money) -> None:
        """Something is still to be spent."""
        self.most[most.currency] += most.amount

    def expect(self, most: Money | None, likely: Money | None, sign: int = 1) -> None:
        """Of something that was added it is known what it costs as a rule; -1: not any more."""
        if most is not None and likely is not None:
            self.spared[most.currency] += sign * (most.amount - likely.amount)

    def ask(self, most: Money) -> None:
        """Something that was added was asked for."""
        self.most[most.currency] -= most.amount
        self.asked[most.currency] += most.amount

    def cost(self, currency: str) -> Money | None:
        """The most that is to be spent: in `currency` where some of it is; None for nothing."""
        costs = {name: amount for name, amount in self.most.items() if amount}
        if not costs:
            return None
        chosen = max(costs, key=lambda name: (name != currency, costs[name]))
        return Money(amount=costs[chosen], currency=chosen)

    def likely(self, cost: Money | None) -> Money | None:
        """What `cost` will probably be; None where nothing of it was ever bought."""
        if cost is None or not (spared := self.spared[cost.currency]):
            return None
        return Money(amount=max(Decimal(0), cost.amount - spared), currency=cost.currency)


@dataclass(frozen=True, slots=True)
class BudgetLeft:
    """What is `left` of the budget, beside what is `held` for calls of unknown outcome."""

    left: Money
    held: Decimal = Decimal(0)

    def refusal(self, cost: Money | None) -> str:
        """Why `cost` is too much, in words; empty where it is not."""
        left = self.left
        if cost is None or (cost.currency == left.currency and cost.amount <= left.amount):
            return ""
        if cost.currency != left.currency:
            return f"the work is paid in {cost.currency}, the budget is in {left.currency}"
        held = Money(amount=self.held, currency=left.currency)
        beside = f", beside {held} held for calls in doubt" if self.held else ""
        return f"up to {cost}, of the budget {left} is left{beside}"

    def assert_affords(self, cost: Money | None) -> None:
        """Raises BudgetError where `cost` is more than is left."""
        if cost is None or not (why := self.refusal(cost)):
            return
        if cost.currency == self.left.currency:
            missing = Money(amount=cost.amount - self.left.amount, currency=cost.currency)
            way_out = f"Raise `budget` in the production by {missing}, or make fewer rows (--only)."
            if self.held:
                way_out += " `callsheet calls --not-charged KEY` frees what a call did not cost."
        else:
            way_out = f"State `budget` in {cost.currency}."
        raise BudgetError("the plan costs more than the production's budget", why, way_out)
