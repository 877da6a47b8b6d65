"""Names: how columns' names are written in dialects, and compared.

It does not know which columns there are.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

__all__ = ["Names", "folded"]

_BETWEEN = re.compile(r"[\s_-]+")


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One name, or several in order of preference."""


def folded(name: str) -> str:
    """A column's name as names are compared: `Compare-at  price` is `compare at price`."""
    return _BETWEEN.sub(" ", name.casefold()).strip()
