"""Data: the files beside this one, read once."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["data"]


@functools.cache
def data(name: str) -> dict[str, Any]:
    """What `name`.yaml holds, by language or concept."""
    loaded: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")
    )
    return loaded
