"""Words: numbers, sizes and names as a reader of the contact sheet sees them.

It knows units and camel case; nothing about films.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from schemas.inspection import Limit
from schemas.money import Money
from schemas.run import Spending

__all__ = ["allowed", "duration", "moment", "named", "quantity", "size", "spending", "stages"]


def named(word: str) -> str:
    """An identifier as words: `true_peak` is True peak, `digitalCapture` Digital capture."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word.replace("_", " ")).lower()
    return apart[:1].upper() + apart[1:]


def size(count: int) -> str:
    """Bytes in powers of ten, as shops and platforms count them: 8.1 MB."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 999.5:
            return f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:,.1f} GB"


def duration(seconds: float) -> str:
    """A length in minutes and seconds: 9.5 s, 1 min 04 s, 2 h 03 min."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60:02} min"


def quantity(value: float, unit: str = "") -> str:
    """A measured value with its unit, to about three digits after the point at most."""
    if unit in {"B", "bytes"} and math.isfinite(value):
        return size(round(value))
    if math.isnan(value):
        return "not a number"
    digits = f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{digits} {unit}".rstrip()


def allowed(limit: Limit | None) -> str:
    """A limit in words: `6 to 45 s`, `at most -1 dBTP`; empty where everything is allowed."""
    if limit is None:
        return ""
    low, high, unit = limit.low, limit.high, limit.unit
    if low is None:
        return "" if high is None else f"at most {quantity(high, unit)}"
    if high is None:
        return f"at least {quantity(low, unit)}"
    if low == high:
        return f"exactly {quantity(low, unit)}"
    return f"{quantity(low)} to {quantity(high, unit)}"


def moment(when: datetime) -> str:
    """A date and time with its zone: 21 November 2026, 14:05 UTC. Naive times show no zone."""
    return f"{when.day} {when:%B %Y, %H:%M %Z}".rstrip()


def spending(spent: Spending) -> str:
    """What was paid, of how much at most, and what may have been: "0.3 USD of at most 0.8 USD"."""
    currency = spent.currency
    text = _sum(spent.amount, currency) if spent.amount else "nothing"
    if spent.most:
        text += f" of at most {_sum(spent.most, currency)}"
    if spent.unknown:
        text += f", and {spent.unknown} {'call' if spent.unknown == 1 else 'calls'} of unknown cost"
    if spent.reserved:
        reserved = _sum(spent.reserved, currency)
        text += f"; {reserved} is reserved for what is in doubt or not collected"
    return text


def _sum(amount: Decimal, currency: str | None) -> str:
    return str(Money(amount=amount, currency=currency)) if currency else f"{amount:f}"


def stages(seconds: Mapping[str, float]) -> str:
    """Seconds per stage, in the order of the stages."""
    return ", ".join(f"{named(stage).lower()} {duration(took)}" for stage, took in seconds.items())
