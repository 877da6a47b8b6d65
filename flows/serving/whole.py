"""Whole: whether a catalog file ends as its format ends.

It does not know formats; `catalogs` has the registry.
"""

from __future__ import annotations

from typing import BinaryIO

from catalogs import FORMATS, format_for

__all__ = ["CATALOGS", "ends_as_it_should"]

CATALOGS = tuple(suffix for one in FORMATS for suffix in one.suffixes)
"""Suffixes of what is taken from a drop folder."""


def ends_as_it_should(file: BinaryIO, suffix: str) -> bool:
    """Whether nothing of the file's end is missing, as far as its format shows that."""
    found = format_for(f"catalog{suffix}")
    return found is not None and found.ends_as_it_should(file)
