"""Arrow: columns of Arrow's types as cells.

It does not know files; `catalogs.readers.parquet` reads them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from catalogs.readers.reader import Cell

__all__ = ["cells_of", "is_readable"]


def is_readable(kind: Any) -> bool:
    """Whether cells of this Arrow type can be read: text, numbers, dates, lists of text, nulls."""
    import pyarrow.types as t  # noqa: PLC0415 - only where a Parquet catalog is read

    if t.is_dictionary(kind):
        return is_readable(kind.value_type) and not _is_list(kind.value_type)
    if _is_list(kind):
        return is_readable(kind.value_type) and not _is_list(kind.value_type)
    checks: tuple[Callable[[Any], bool], ...] = (
        *(t.is_null, t.is_boolean, t.is_integer, t.is_floating, t.is_decimal),
        *(t.is_string, t.is_large_string, t.is_string_view, t.is_date, t.is_timestamp),
    )
    return any(check(kind) for check in checks)


def cells_of(column: Any) -> list[Cell]:
    """The cells of one batch's column.

    Binary floating point becomes the shortest decimal that stands for it (so 29.9 is 29.9, in
    single precision too), not-a-number nothing, a list's nulls are left out.
    """
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.types as t  # noqa: PLC0415 - as above

    kind = column.type
    if t.is_dictionary(kind):
        return cells_of(column.dictionary_decode())
    if t.is_floating(kind) and not t.is_float64(kind):
        # numpy prints single precision as it was meant; Python would widen it first.
        return [
            None if value is None else _number(str(value))
            for value in column.to_numpy(zero_copy_only=False)
        ]
    if _is_list(kind) and not isinstance(column, pa.ExtensionArray):
        return [_listed(value) for value in column.to_pylist()]
    return [_cell(value) for value in column.to_pylist()]


def _is_list(kind: Any) -> bool:
    import pyarrow.types as t  # noqa: PLC0415 - as above

    return bool(t.is_list(kind) or t.is_large_list(kind) or t.is_fixed_size_list(kind))


def _listed(values: list[Any] | None) -> Cell:
    if values is None:
        return None
    texts = (_text(value) for value in values if value is not None)
    return tuple(text for text in texts if text)


def _text(value: Any) -> str:
    cell = _cell(value)
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell or "")


def _cell(value: Any) -> Cell:
    match value:
        case None:
            return None
        case str():
            return value or None
        case bool():
            return "true" if value else "false"
        case int():
            return Decimal(value)
        case Decimal():
            return value
        case float():
            return _number(repr(value)) if math.isfinite(value) else None
        case dt.date():
            return value.isoformat()
    raise TypeError(f"no cell for {type(value).__name__}")


def _number(text: str) -> Decimal | None:
    number = Decimal(text)
    if not number.is_finite():
        return None
    return number.to_integral_value() if number == number.to_integral_value() else number
