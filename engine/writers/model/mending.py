"""Mending: small faults of form in an answer that say nothing else than what was meant.

A number out of its bounds becomes the bound, a field too many goes, one that may be empty and is
not there is empty, and an answer in a wrapping is taken out of it. It knows no rows.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import ValidationError

from schemas.record import Record

__all__ = ["mended"]

A = TypeVar("A", bound=Record)

_CLAMPED = frozenset({"seconds", "pace", "number"})
"""Numbers that are a matter of degree; which picture is shown is none."""
_EMPTY: dict[str, Any] = {
    "picture": None,
    "say": None,
    "light": "",
    "style": "",
    "number": 0,
    "titles": [],
    "rests_on": [],
    "title": None,
    "subtitle": None,
    "summary": None,
    "cta": None,
    "bullets": [],
    "narration": [],
}
_FIXES = 4
"""Rounds: what is mended may show another fault."""


def mended(answer: type[A], value: Any) -> A:
    """`value` as an answer of that type. Raises ValidationError for what cannot be mended."""
    value = _unwrapped(answer, value)
    for _ in range(_FIXES):
        try:
            return answer.model_validate_json(json.dumps(value))
        except ValidationError as error:
            fixed = [_fix(value, one) for one in error.errors(include_url=False)]
            if not any(fixed):
                raise
    return answer.model_validate_json(json.dumps(value))


def _unwrapped(answer: type[Record], value: Any) -> Any:
    fields = answer.model_fields
    if isinstance(value, list) and "shots" in fields:
        return {"shots": value}
    if isinstance(value, dict) and len(value) == 1 and not fields.keys() & value.keys():
        inner = next(iter(value.values()))
        return _unwrapped(answer, inner) if isinstance(inner, dict | list) else value
    return value


def _fix(value: Any, error: Any) -> bool:
    """Mend what one error is about, in place; whether it could be."""
    *path, name = error["loc"] or ("",)
    holder = value
    for step in path:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return False
    if not isinstance(holder, dict):
        return False
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            return holder.pop(name, holder) is not holder
        case "missing" if name in _EMPTY:
            holder[name] = _EMPTY[name]
            return True
        case "greater_than_equal" if name in _CLAMPED:
            holder[name] = context["ge"]
            return True
        case "less_than_equal" if name in _CLAMPED:
            holder[name] = context["le"]
            return True
    return False
