"""Shipped: tables that stand beside the modules which read them, as YAML.

It knows no table's meaning. Files that users write are read elsewhere.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

__all__ = ["shipped_table", "table_of"]


def shipped_table(package: str, name: str) -> Any:
    """What the YAML file `name` holds, which lies beside the modules of `package`."""
    return table_of(files(package).joinpath(name).read_text("utf-8"))


def table_of(text: str) -> Any:
    """What a YAML text holds. Raises YAMLError.

    libyaml reads it where it is there, since a command reads some twenty tables before it begins.
    """
    import yaml  # noqa: PLC0415 - only where a table is wanted

    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
