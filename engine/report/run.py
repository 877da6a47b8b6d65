"""Run: `run.json`, what a run did, in the keys that users and programs rely on.

It counts nothing: `engine.production.run` does.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.files import replacing
from schemas.run import Counts

__all__ = ["run_document", "write_run"]


def run_document(counts: Counts) -> dict[str, Any]:
    """The counts as JSON values: `run.json`, and `"would"` of `plan --json`.

    Amounts are JSON numbers, so that a shell's `jq '.spent.amount > 0'` means what it says; a
    double keeps 15 digits of it exactly, which is more than money has (IEEE 754, binary64).
    Seconds are rounded to milliseconds.
    """
    document = counts.model_dump(mode="json")
    for name in ("amount", "most", "reserved"):
        document["spent"][name] = _number(getattr(counts.spent, name))
    likely = counts.spent.likely
    document["spent"]["likely"] = None if likely is None else _number(likely)
    document["seconds"] = {stage: round(spent, 3) for stage, spent in counts.seconds.items()}
    return document


def write_run(folder: Path, counts: Counts) -> Path:
    """Write `run.json` under `folder`; its path."""
    target = folder / "run.json"
    with replacing(target) as part:
        part.write_text(json.dumps(run_document(counts), indent=2) + "\n", "utf-8")
    return target


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)
