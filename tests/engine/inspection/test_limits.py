"""Limits are data, and a production's own replace the shipped ones."""

from __future__ import annotations

import pickle

import pytest

from engine.inspection import limits_for
from schemas.errors import ProductionError
from schemas.inspection import Limit
from schemas.production import Checks


def test_every_shipped_limit_says_why_and_bounds_something() -> None:
    limits = limits_for()
    for part in (limits.takes, limits.moving, limits.films):
        assert part
        for name, limit in part.items():
            assert limit.measure == name
            assert limit.why
            assert limit.unit
            assert (limit.low, limit.high) != (None, None)


def test_no_failure_of_a_film_is_worth_a_retake() -> None:
    assert not any(limit.retake for limit in limits_for().films.values())


def test_own_limits_replace_the_shipped_ones_of_the_same_measure() -> None:
    own = Checks(
        takes=(Limit(measure="frozen", high=9.0), Limit(measure="flicker", high=0.5)),
        films=(Limit(measure="frozen", high=30.0),),
    )
    limits = limits_for(own)
    assert limits.moving["frozen"] == Limit(measure="frozen", high=9.0, unit="s")
    assert limits.takes["flicker"].high == 0.5
    assert limits.films["frozen"].high == 30.0
    assert limits.takes["sharpness"] == limits_for().takes["sharpness"]
    assert limits.generated == limits_for().generated


@pytest.mark.parametrize("part", ["takes", "films"])
@pytest.mark.parametrize("measure", ["frozzen", "width"])
def test_a_limit_without_a_measure_to_limit_is_refused(part: str, measure: str) -> None:
    checks = Checks.model_validate({part: [{"measure": measure, "high": 1}]})
    with pytest.raises(ProductionError, match=rf"checks\.{part}: '{measure}'.*frozen"):
        limits_for(checks)


def test_limits_travel_to_workers() -> None:
    limits = limits_for()
    assert pickle.loads(pickle.dumps(limits)) == limits  # noqa: S301 - our own bytes
