from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from catalogs import Defaults, open_catalog
from engine.expectations import validate as expect
from engine.intake import FileState, gather_all, is_address
from engine.intake.hosts import Hosts
from schemas.brief import Brief, Picture
from schemas.errors import RowError
from schemas.reject import Code, Reject, Warned
from tests.catalogs.broken import BROKEN, GOOD, write_broken


class NoMemory:
    def get_many(
        self,
        states: Iterable[FileState],  # noqa: ARG002
        eyes: str,  # noqa: ARG002
    ) -> dict[FileState, Picture]:
        return {}

    def seen(self, sha256: str, eyes: str) -> None:
        """It remembers nothing."""

    def put_many(self, pictures: Mapping[FileState, Picture]) -> None:
        """It remembers nothing."""


def _refused(brief: Brief) -> dict[str, RowError]:
    """The brief's addresses that nobody may ask."""
    found: dict[str, RowError] = {}
    for name in filter(is_address, brief.images):
        with pytest.raises(RowError) as refusal:
            Hosts().address(name)
        found[name] = refusal.value
    return found


def test_20_broken_rows_among_10_good_ones_have_20_reasons(tmp_path: Path) -> None:
    path = write_broken(tmp_path / "catalog")
    reasons: dict[int, tuple[Code, str]] = {}
    good: list[str] = []
    for one in open_catalog(path, {}).validate(Defaults(), expect):
        assert not isinstance(one, Warned)
        if isinstance(one, Reject):
            reasons[one.row] = one.code, one.reason
        elif isinstance(one, Brief):
            found = gather_all([one], path.parent, NoMemory(), fetched=_refused(one))[one.id]
            if isinstance(found, RowError):
                reasons[one.origin.rows[0]] = Code(found.code), found.what
            else:
                good.append(one.id)
    assert tuple(good) == GOOD
    assert [reasons[row][0] for row in sorted(reasons)] == [code for code, _ in BROKEN]
    assert len({reason for _, reason in reasons.values()}) == len(set(reasons.values())) == 20
