"""Content addresses: the one function that turns a recipe into a key.

A key hashes the recipe, not the result. It does not know what is made from the recipe.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from json.encoder import encode_basestring as quoted
from typing import Any

from schemas.record import Record

__all__ = ["canonical", "key_of"]


def key_of(kind: str, /, **recipe: Any) -> str:
    """The key of one recipe: 64 hexadecimal digits (SHA-256 of its canonical JSON).

    `kind` keeps apart recipes of different things that happen to have equal fields.
    Raises TypeError for a value that has no canonical form.
    """
    return hashlib.sha256(f"[{quoted(kind)},{canonical(recipe)}]".encode()).hexdigest()


def canonical(value: Any) -> str:  # noqa: C901 - one case for each type, read as a table
    """`value` as JSON text that is equal exactly when the recipes are equal.

    A record is its schema's name (without the version) and the fields that differ from their
    defaults, so that adding a defaulted field later changes no old key. pydantic-core writes it:
    a walk over the fields in Python copied every default and took 0.2 ms a record. A mapping
    counts without its order, but for one that is a field of a record.
    """
    match value:  # what recipes hold most of comes first; an enumeration of text is text
        case str():
            return quoted(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return int.__repr__(value)
        case float():
            return _number(value)
        case Record():
            name = type(value).SCHEMA.partition("/")[0] or type(value).__name__
            return f'{{"@{name}":{value.model_dump_json(exclude_defaults=True)}}}'
        case dict() | Mapping():  # to ask whether it is a dict takes no time
            pairs = sorted(f"{quoted(str(name))}:{canonical(item)}" for name, item in value.items())
            return f"{{{','.join(pairs)}}}"
        case list() | tuple():
            return f"[{','.join(map(canonical, value))}]"
        case Decimal():
            return f'"{value.normalize()}"' if value else '"0"'
        case Fraction():
            return f'"{value.numerator}/{value.denominator}"'
        case set() | frozenset():
            return f"[{','.join(sorted(map(canonical, value)))}]"
        case Enum():
            return canonical(value.value)
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")


def _number(value: float) -> str:
    """1.0 and 1 are the same recipe: JSON files and YAML files write either."""
    if not math.isfinite(value):
        raise TypeError(f"a key cannot hold {value!r}")
    return str(int(value)) if value.is_integer() else repr(value)
