"""Content addresses: the one function that turns a recipe into a key.

A key hashes the recipe, not the result. It does not know what is made from the recipe.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from schemas.record import Record

__all__ = ["canonical", "key_of"]


def key_of(kind: str, /, **recipe: Any) -> str:
    """The key of one recipe: 64 hexadecimal digits (SHA-256 of its canonical JSON).

    `kind` keeps apart recipes of different things that happen to have equal fields.
    Raises TypeError for a value that has no canonical form.
    """
    text = json.dumps(
        [kind, canonical(recipe)], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> Any:  # noqa: C901 - one case for each type, read as a table
    """`value` as JSON values that are equal exactly when the recipes are equal.

    A record is its schema's name (without the version) and the fields that differ from their
    defaults, so that adding a defaulted field later changes no old key.
    """
    match value:
        case Record():
            name = type(value).SCHEMA.partition("/")[0] or type(value).__name__
            return {"@": name} | {
                field: canonical(getattr(value, field))
                for field, spec in type(value).model_fields.items()
                if getattr(value, field) != spec.get_default(call_default_factory=True)
            }
        case Enum():
            return canonical(value.value)
        case None | bool() | int() | str():
            return value
        case float():
            if not math.isfinite(value):
                raise TypeError(f"a key cannot hold {value!r}")
            # 1.0 and 1 are the same recipe: JSON files and YAML files write either.
            return int(value) if value.is_integer() else value
        case Decimal():
            return str(value.normalize()) if value else "0"
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Mapping():
            return {str(name): canonical(item) for name, item in value.items()}
        case list() | tuple():
            return [canonical(item) for item in value]
        case set() | frozenset():
            return sorted(canonical(item) for item in value)
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")
