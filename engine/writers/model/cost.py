"""Cost: the most that a call may cost, and what it did.

It knows tokens and prices; budgets are `engine.spending`'s.
"""

from __future__ import annotations

import json
from decimal import ROUND_CEILING, Decimal
from typing import Any

from engine.writers.model.request import LONGEST_PROBLEM, Request
from schemas.money import Money
from schemas.outside import TokenPrice

__all__ = ["cost_of", "most_of", "most_of_all"]

_MILLION = 1_000_000
_MICRO = Decimal("0.000001")
_REPAIR = LONGEST_PROBLEM + 100
"""Bytes that a repair's request is longer than the first: the problem, and what surrounds it."""


def most_of(request: Request, *, spare: int = 0) -> Money | None:
    """The most that `request` costs: a token is a byte at least, and an answer as long as may be.

    `spare` are further bytes that the request may have. None where the server is free.
    """
    price = request.settings.price
    if not isinstance(price, TokenPrice):
        return None
    sent = len(json.dumps(request.body(), ensure_ascii=False).encode()) + spare
    return Money(amount=_sum(price, sent, request.settings.max_tokens), currency=price.currency)


def most_of_all(requests: list[Request]) -> Money | None:
    """The most that the requests cost with a repair of each that is none itself."""
    sums = [most_of(request) for request in requests]
    sums += [most_of(request, spare=_REPAIR) for request in requests if not request.repairs]
    known = [money for money in sums if money is not None]
    if not known:
        return None
    total = sum((money.amount for money in known), Decimal(0))
    return Money(amount=total, currency=known[0].currency)


def cost_of(usage: Any, request: Request) -> Decimal:
    """What the server says that the call used, at its price; the most where it says nothing."""
    price = request.settings.price
    if not isinstance(price, TokenPrice):
        return Decimal(0)
    match usage:
        case {"prompt_tokens": int(sent), "completion_tokens": int(answered)} if (
            sent >= 0 and answered >= 0
        ):
            return _sum(price, sent, answered)
    most = most_of(request)
    return most.amount if most else Decimal(0)


def _sum(price: TokenPrice, sent: int, answered: int) -> Decimal:
    exact = (price.input * sent + price.output * answered) / _MILLION
    return exact.quantize(_MICRO, ROUND_CEILING)
