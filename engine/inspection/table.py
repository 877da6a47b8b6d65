"""Table: inspections as rows, for the suite that validates a whole batch.

It does not know that suite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from schemas.inspection import Inspection

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame"]


def frame(inspections: Mapping[str, Iterable[Inspection]]) -> pd.DataFrame:
    """One row for each measurement: subject, kind, measure, value, low, high, passed.

    `inspections` are by kind (`take`, `film`). An open end of a limit, and a measurement without
    one, has NaN in `low` and `high`.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    rows = [
        (
            one.subject,
            kind,
            found.measure,
            found.value,
            found.limit.low if found.limit else None,
            found.limit.high if found.limit else None,
            found.passed,
        )
        for kind, some in inspections.items()
        for one in some
        for found in one.measurements
    ]
    columns = ["subject", "kind", "measure", "value", "low", "high", "passed"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(
        {
            **dict.fromkeys(("subject", "kind", "measure"), "str"),
            **dict.fromkeys(("value", "low", "high"), "float64"),
            "passed": "bool",
        }
    )
