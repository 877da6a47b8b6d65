"""Limits are data, and a production's own replace the shipped ones."""

from __future__ import annotations

import pickle

import pytest

from engine.inspection import limits_for
from schemas.brief import Kind
from schemas.errors import ProductionError
from schemas.inspection import Inspection, Limit, Measurement
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


def test_every_limit_of_craft_says_why_and_films_of_every_kind_have_some() -> None:
    craft = limits_for().craft
    assert set(craft) == set(Kind)
    for limits in craft.values():
        for name, limit in limits.items():
            assert limit.measure == name
            assert limit.why
            assert limit.unit
            assert (limit.low, limit.high) != (None, None)
    assert "product_early" not in craft[Kind.LESSON]
    assert craft[Kind.LESSON]["still"].high != craft[Kind.AD]["still"].high


def test_an_own_limit_of_craft_holds_for_every_kind_and_may_be_stricter() -> None:
    own = Limit(measure="same_layout", high=1)
    craft = limits_for(Checks(craft=(own,))).craft
    assert all(limits["same_layout"].high == 1 for limits in craft.values())
    assert not any(limits["same_layout"].advice for limits in craft.values())
    assert craft[Kind.AD]["still"] == limits_for().craft[Kind.AD]["still"]


def test_advice_fails_a_check_and_refuses_nothing() -> None:
    taste = Limit(measure="still", high=5, advice=True)
    slow = Measurement(measure="still", value=7, limit=taste)
    late = Measurement(measure="drift", value=7, limit=Limit(measure="drift", high=0.1))
    told = Inspection(subject="film", measurements=(slow,))
    assert (told.failed, told.refused, told.passed) == ((slow,), (), False)
    assert Inspection(subject="film", measurements=(slow, late)).refused == (late,)


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


@pytest.mark.parametrize("part", ["takes", "films", "craft"])
@pytest.mark.parametrize("measure", ["frozzen", "width"])
def test_a_limit_without_a_measure_to_limit_is_refused(part: str, measure: str) -> None:
    checks = Checks.model_validate({part: [{"measure": measure, "high": 1}]})
    with pytest.raises(ProductionError, match=rf"checks\.{part}: '{measure}'.*(frozen|still)"):
        limits_for(checks)


def test_limits_travel_to_workers() -> None:
    limits = limits_for()
    assert pickle.loads(pickle.dumps(limits)) == limits  # noqa: S301 - our own bytes
