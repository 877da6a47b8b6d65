from __future__ import annotations

from pathlib import Path

from catalogs import Defaults, open_catalog
from engine.expectations import validate as expect
from engine.intake import gather
from schemas.brief import Brief
from schemas.errors import RowError
from schemas.reject import Code, Reject, Warned
from tests.catalogs.broken import BROKEN, GOOD, write_broken


def test_20_broken_rows_among_10_good_ones_have_20_reasons(tmp_path: Path) -> None:
    path = write_broken(tmp_path / "catalog")
    reasons: dict[int, tuple[Code, str]] = {}
    good: list[str] = []
    for one in open_catalog(path, {}).validate(Defaults(), expect):
        assert not isinstance(one, Warned)
        if isinstance(one, Reject):
            reasons[one.row] = one.code, one.reason
        elif isinstance(one, Brief):
            try:
                gather(one, path.parent)
            except RowError as error:
                reasons[one.origin.rows[0]] = Code(error.code), error.what
            else:
                good.append(one.id)
    assert tuple(good) == GOOD
    assert [reasons[row][0] for row in sorted(reasons)] == [code for code, _ in BROKEN]
    assert len({reason for _, reason in reasons.values()}) == len(set(reasons.values())) == 20
