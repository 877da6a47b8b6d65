"""Measurements: inspections of takes and films as one frame, and the suite about it.

It does not decide anything; typed limits have done that when the take was made.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.inspection import Inspection

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["measurement_frame", "take_suite"]

_DTYPES = {
    "subject": "object",
    "measure": "object",
    "unit": "object",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "passed": "bool",
}


def measurement_frame(inspections: Iterable[Inspection]) -> pd.DataFrame:
    """One line for each measurement: subject, measure, unit, value, low, high, passed.

    `low` and `high` are NaN where the limit is open or there is none.
    """
    import pandas as pd  # noqa: PLC0415 - only where a batch is reported on

    nothing = float("nan")
    lines = [
        {
            "subject": inspection.subject,
            "measure": found.measure,
            "unit": found.unit,
            "value": found.value,
            "low": nothing if found.limit is None or found.limit.low is None else found.limit.low,
            "high": nothing
            if found.limit is None or found.limit.high is None
            else found.limit.high,
            "passed": found.passed,
        }
        for inspection in inspections
        for found in inspection.measurements
    ]
    return pd.DataFrame(lines, columns=list(_DTYPES)).astype(_DTYPES)


@functools.cache
def take_suite() -> Mapping[str, Any]:
    """The shipped suite about measurements (`suites/takes.yaml`)."""
    import yaml  # noqa: PLC0415 - as above

    path = Path(__file__).parent / "suites" / "takes.yaml"
    suite: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return suite
