from __future__ import annotations

from pathlib import Path

from catalogs import Defaults, open_catalog, reject_of, validate
from engine.expectations import validate as expect
from engine.intake import gather
from schemas.brief import Brief
from schemas.errors import RowError
from schemas.reject import Reject, Warned
from tests.catalogs.broken import BROKEN, GOOD, write_broken


def test_20_broken_rows_among_10_good_ones_have_20_reasons(tmp_path: Path) -> None:
    path = write_broken(tmp_path / "catalog")
    rejects: list[Reject] = []
    good: list[str] = []
    for one in validate(open_catalog(path, {}), Defaults(), expect):
        assert not isinstance(one, Warned)
        if isinstance(one, Reject):
            rejects.append(one)
        elif isinstance(one, Brief):
            try:
                gather(one, path.parent)
            except RowError as error:
                rejects.append(reject_of(error, one.origin.rows[0], one.id))
            else:
                good.append(one.id)
    assert tuple(good) == GOOD
    rejects.sort(key=lambda reject: reject.row)
    assert [reject.code for reject in rejects] == [code for code, _ in BROKEN]
    assert len({reject.reason for reject in rejects}) == len({r.code for r in rejects}) == 20
