from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from engine.report import run_document, write_run
from schemas.run import Counts, FilmCounts, SegmentCounts, ShotCounts, Spending, WritingCounts

COUNTS = Counts(
    briefs=6,
    rejects=1,
    writing=WritingCounts(asked=2, failed=1),
    shots=ShotCounts(planned=24, rendered=20, reused=3, failed=1),
    segments=SegmentCounts(encoded=40, reused=2),
    films=FilmCounts(made=5, reused=1, withdrawn=2, failed=1),
    spent=Spending(amount=Decimal("12.35"), currency="USD", unknown=1, most=Decimal(20)),
    seconds={"shoot": 38.20049},
    downgrades=("no voice",),
)


def test_run_json_holds_exactly_the_keys_of_the_contract(tmp_path: Path) -> None:
    assert json.loads(write_run(tmp_path, COUNTS).read_text("utf-8")) == {
        "briefs": 6,
        "rejects": 1,
        "pictures": {"rows": 0, "unfetched": 0},
        "writing": {"asked": 2, "failed": 1},
        "shots": {"planned": 24, "rendered": 20, "reused": 3, "failed": 1},
        "segments": {"encoded": 40, "reused": 2},
        "films": {"made": 5, "reused": 1, "withdrawn": 2, "failed": 1},
        "spent": {
            "amount": 12.35,
            "currency": "USD",
            "unknown": 1,
            "most": 20,
            "reserved": 0,
            "likely": None,
        },
        "seconds": {"shoot": 38.2},
        "downgrades": ["no voice"],
    }


def test_its_name_and_place_are_the_contracts(tmp_path: Path) -> None:
    assert write_run(tmp_path, COUNTS) == tmp_path / "run.json"


@pytest.mark.parametrize("amount", ["0", "0.00", "0.1", "1680.00", "999999999999.99", "1E+2"])
def test_an_amount_is_a_number_that_reads_back_as_the_same_money(amount: str) -> None:
    document = run_document(Counts(spent=Spending(amount=Decimal(amount), currency="EUR")))
    written = json.loads(json.dumps(document), parse_float=Decimal)["spent"]["amount"]
    assert not isinstance(written, str)
    assert Decimal(written) == Decimal(amount)
