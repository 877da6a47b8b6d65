"""Reports: the text that goes beside a dropped catalog, in words for who dropped it.

It does not know where it is put.
"""

from __future__ import annotations

from engine.production.run import RunResult
from schemas.errors import CallsheetError

__all__ = ["finished", "interrupted", "refused"]


_HOW = {"Cancelled": "cancelled", "Failed": "stopped by an error"}
"""How a run ended, by its state; of a crash nobody can say more."""


def finished(name: str, rejects: str, run: RunResult, sheet: str) -> str:
    """What was made; `rejects` is the file's name that the bad rows are in, `sheet` an address."""
    films = run.counts.films
    text = (
        f"{name} was produced.\n\n"
        f"Films: {films.made} made, {films.reused} reused, {films.withdrawn} withdrawn, "
        f"{films.failed} failed.\n"
    )
    if run.counts.rejects:
        text += (
            f"Rows that need a look: {run.counts.rejects}. {rejects} has each with its reason and "
            "what to do. Mend them there, and drop that file.\n"
        )
    for downgrade in run.counts.downgrades:
        text += f"Less than it could be: {downgrade}\n"
    return f"{text}\nSee them: {sheet}\n"


def refused(name: str, error: CallsheetError) -> str:
    """Why nothing could be done."""
    where = f"\nWhere: {error.where}" if error.where else ""
    remedy = error.remedy or "Correct the file."
    return (
        f"{name} could not be produced. Nothing was made, and nothing was withdrawn.\n\n"
        f"What: {error.what}{where}\nWhat to do: {remedy} Then drop the file again.\n"
    )


def interrupted(name: str, run: str, state: str, message: str) -> str:
    """Its run ended before it did."""
    said = f"\n{message}\n" if message else ""
    return (
        f"{name} was not finished: the run {run!r} was {_HOW.get(state, 'stopped')}.\n{said}\n"
        "What was made is kept. Drop the file again, and the next run continues where this one "
        "ended.\n"
    )
