"""How a catalog's films spread over the measures of their craft, and how the page tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from engine.report import Spreads, write_contact_sheet
from schemas.film import Film
from schemas.inspection import Inspection, Limit, Measurement
from schemas.run import Counts
from tests.engine.report.conftest import MakeFilm

STILL = Limit(measure="still", high=5, unit="s", advice=True)
READING = Limit(measure="reading", high=1.4)


def measured(make_film: MakeFilm, number: int, still: float, reading: float = 1.0) -> Film:
    found = (
        Measurement(measure="still", value=still, unit="s", limit=STILL),
        Measurement(measure="reading", value=reading, limit=READING),
        Measurement(measure="bytes", value=9.0, unit="B"),
    )
    return make_film(f"row-{number}", inspection=Inspection(subject="f" * 64, measurements=found))


def test_the_least_the_middle_and_the_most_of_every_measure_asked_for(make_film: MakeFilm) -> None:
    films = [measured(make_film, n, still) for n, still in enumerate((2.0, 7.5, 3.0))]
    spreads = Spreads({"still", "reading", "unknown"})
    assert list(spreads.watching(films)) == films
    still, reading = spreads.rows()
    assert (still.measure, still.least, still.middle, still.most) == ("Still", "2", "3", "7.5 s")
    assert (still.allowed, still.outside, still.films) == ("at most 5 s", 1, 3)
    assert (reading.measure, reading.outside) == ("Reading", 0)


def test_limits_that_differ_by_kind_are_both_told(make_film: MakeFilm) -> None:
    lesson = STILL.model_copy(update={"high": 8.0})
    found = Measurement(measure="still", value=6, unit="s", limit=lesson)
    slow = make_film("lesson", inspection=Inspection(subject="f" * 64, measurements=(found,)))
    spreads = Spreads({"still"})
    assert len(list(spreads.watching([measured(make_film, 0, 2.0), slow]))) == 2
    assert spreads.rows()[0].allowed == "at most 5 s or at most 8 s"


def test_a_film_with_a_finding_of_taste_has_no_tick(make_film: MakeFilm, tmp_path: Path) -> None:
    films = [measured(make_film, 0, 7.5), measured(make_film, 1, 2.0)]
    spreads = Spreads({"still", "reading"})
    page = write_contact_sheet(
        tmp_path,
        production="",
        counts=Counts(),
        standing=2,
        pages=[list(spreads.watching(films))],
        rejects=(),
        downgrades=(),
        made_at=datetime(2026, 11, 21, tzinfo=UTC),
        craft=spreads.rows(),
    ).read_text("utf-8")
    assert "! 2 checks passed, 1 a matter of taste" in page
    assert page.count("✓ 3 checks passed") == 1
    assert "checks failed" not in page
    assert "Craft of 2 films: still 1 beyond its limit" in page
    assert "<td>1 of 2</td>" in page
