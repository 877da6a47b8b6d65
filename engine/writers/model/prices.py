"""Prices: the most that requests to a language model may cost, and what an answer did cost.

It does not know whether that can be afforded.
"""

from __future__ import annotations

import json
from decimal import ROUND_CEILING, Decimal
from typing import Any

from engine.writers.model.request import LONGEST_FIRST, LONGEST_PROBLEM, Request
from engine.writers.model.sight import LONGEST_VIEW, TOKENS
from schemas.money import Money
from schemas.outside import TokenPrice

__all__ = ["cost_of", "max_cost_of", "max_cost_of_all"]

_MILLION = 1_000_000
_MOST_TOKENS = 10**9
_MICRO = Decimal("0.000001")
_REPAIR = 2 * (LONGEST_PROBLEM + LONGEST_FIRST) + 200
"""Bytes that a repair's request is longer than the first: the answer, the problem, what surrounds
them, and what JSON escapes in them."""
_SPARE = 1200
"""Bytes that a request is longer in another dialect, and with what is measured here."""


def max_cost_of(request: Request, *, spare: int = 0) -> Money | None:
    """The most that `request` costs: a token is a byte at least, and an answer as long as may be.

    `spare` are further bytes that the request may have. None where the server is free.
    """
    price = request.settings.price
    if not isinstance(price, TokenPrice):
        return None
    sent = len(json.dumps(request.body(), ensure_ascii=False).encode()) + spare + _SPARE
    sent += (TOKENS + LONGEST_VIEW) * len(request.pictures)
    return Money(amount=_sum(price, sent, request.settings.max_tokens), currency=price.currency)


def max_cost_of_all(requests: list[Request], *, repairs: bool = True) -> Money | None:
    """The most that the requests cost; with `repairs` also one of each that is none itself."""
    sums = [max_cost_of(request) for request in requests]
    mendable = [request for request in requests if repairs and not request.repairs]
    sums += [max_cost_of(request, spare=_REPAIR) for request in mendable]
    known = [money for money in sums if money is not None]
    if not known:
        return None
    total = sum((money.amount for money in known), Decimal(0))
    return Money(amount=total, currency=known[0].currency)


def cost_of(usage: Any, request: Request) -> Decimal:
    """What the server says that the call used, at its price; the most where it says nothing, more
    than was asked for, or that nothing was used.
    """
    price = request.settings.price
    if not isinstance(price, TokenPrice):
        return Decimal(0)
    limit = max_cost_of(request)
    most = limit.amount if limit else Decimal(0)
    match usage:
        case {"prompt_tokens": int(sent), "completion_tokens": int(answered)} if (
            0 < sent <= _MOST_TOKENS and 0 < answered <= _MOST_TOKENS
        ):
            return min(most, _sum(price, sent, answered))
    return most


def _sum(price: TokenPrice, sent: int, answered: int) -> Decimal:
    exact = (price.input * sent + price.output * answered) / _MILLION
    return exact.quantize(_MICRO, ROUND_CEILING)
