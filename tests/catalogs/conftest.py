"""Small catalogs, written as files and read as files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from catalogs import Defaults, open_catalog
from engine.expectations import validate as expect
from schemas.brief import Brief
from schemas.reject import Reject, Skip, Warned

Outcome = Brief | Reject | Skip | Warned
Write = Callable[..., Path]
Judge = Callable[..., list[Outcome]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write text or bytes into a catalog file."""

    def _write(content: str | bytes, name: str = "catalog.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest.fixture
def judge(write: Write) -> Judge:
    """What validation makes of one row of these cells (beside a good id and title), or of several.

    The outcomes of the real verdicts.
    """

    def _judge(
        *rows: Mapping[str, str], defaults: Defaults | None = None, **cells: str
    ) -> list[Outcome]:
        given = rows or (cells,)
        complete = [{"id": f"a-{n}", "title": "Cup", **row} for n, row in enumerate(given, start=1)]
        names = list(dict.fromkeys(name for row in complete for name in row))
        table = [names, *([row.get(name, "") for name in names] for row in complete)]
        text = "".join(",".join(map(_quoted, line)) + "\r\n" for line in table)
        return list(open_catalog(write(text), {}).validate(defaults or Defaults(), expect))

    return _judge


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def only_reject(outcomes: Iterable[Outcome]) -> Reject:
    """The one outcome, which is a Reject."""
    (outcome,) = outcomes
    assert isinstance(outcome, Reject)
    return outcome


def briefs(outcomes: Iterable[Outcome]) -> list[Brief]:
    """The briefs among the outcomes."""
    return [outcome for outcome in outcomes if isinstance(outcome, Brief)]
