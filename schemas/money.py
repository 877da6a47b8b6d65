"""Money: an exact amount in one currency.

It does not know how an amount is written for readers; `engine.binding` does, per locale.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.record import Record

__all__ = ["Currency", "Money"]

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""An ISO 4217 code."""


class Money(Record):
    """An amount that is never a float, with its ISO 4217 currency."""

    SCHEMA: ClassVar[str] = "money/1"

    amount: Decimal = Field(ge=0, max_digits=15, allow_inf_nan=False)
    currency: Currency

    def __str__(self) -> str:
        """As in logs and tables, for instance `29.90 EUR`, with no more zeros at its end."""
        whole, point, decimals = f"{self.amount:f}".partition(".")
        return f"{whole}{point}{decimals[:2]}{decimals[2:].rstrip('0')} {self.currency}"
