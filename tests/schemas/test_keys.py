from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import Field

from schemas.keys import canonical, key_of
from schemas.record import Record

SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
RECIPES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


class Before(Record):
    """A record as an old release had it."""

    SCHEMA: ClassVar[str] = "lens/1"

    focal: int
    coated: bool = False


class After(Record):
    """The same record with fields that came later."""

    SCHEMA: ClassVar[str] = "lens/1"

    focal: int
    coated: bool = False
    blades: int = 7
    filters: tuple[str, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    inner: Before = Before(focal=50)


class Other(Record):
    """A record of another kind with equal fields."""

    SCHEMA: ClassVar[str] = "prism/1"

    focal: int
    coated: bool = False


@given(st.integers(), st.booleans())
def test_adding_a_defaulted_field_changes_no_key(focal: int, coated: bool) -> None:
    before = key_of("shot", lens=Before(focal=focal, coated=coated))
    assert key_of("shot", lens=After(focal=focal, coated=coated)) == before


@pytest.mark.parametrize(
    "fields", [{"blades": 9}, {"filters": ("nd",)}, {"labels": {"a": "b"}}, {"coated": True}]
)
def test_a_field_that_leaves_its_default_changes_the_key(fields: dict[str, Any]) -> None:
    assert key_of("shot", lens=After(focal=35, **fields)) != key_of("shot", lens=After(focal=35))


def test_stating_a_default_aloud_changes_no_key() -> None:
    stated = After(focal=35, blades=7, filters=(), labels={}, inner=Before(focal=50))
    assert key_of("shot", lens=stated) == key_of("shot", lens=After(focal=35))


@given(st.dictionaries(st.text(max_size=4), RECIPES, min_size=2, max_size=5), st.randoms())
def test_the_order_of_a_mapping_changes_no_key(recipe: dict[str, Any], random: Any) -> None:
    names = list(recipe)
    random.shuffle(names)
    assert key_of("x", it={name: recipe[name] for name in names}) == key_of("x", it=recipe)


@given(RECIPES, RECIPES)
def test_different_recipes_have_different_keys(one: Any, two: Any) -> None:
    assume(json.dumps(one, sort_keys=True) != json.dumps(two, sort_keys=True))
    assert key_of("x", it=one) != key_of("x", it=two)


@given(st.integers(min_value=-(2**53), max_value=2**53))
def test_a_whole_number_is_one_recipe_however_a_file_writes_it(number: int) -> None:
    assert key_of("x", it=float(number)) == key_of("x", it=number)


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False))
def test_floats_share_a_key_exactly_when_they_are_equal(one: float, two: float) -> None:
    assume(abs(two) != float("inf"))
    assert (key_of("x", it=one) == key_of("x", it=two)) == (one == two)


AMOUNTS = st.decimals(-(10**9), 10**9, places=2)


@given(AMOUNTS, st.integers(0, 4))
def test_an_amount_is_one_recipe_however_many_zeros_it_is_written_with(
    amount: Decimal, zeros: int
) -> None:
    longer = amount.quantize(Decimal(1).scaleb(-2 - zeros))
    assert key_of("x", it=longer) == key_of("x", it=amount)


def test_zero_has_one_key_whatever_its_sign_and_places() -> None:
    keys = {key_of("x", it=Decimal(zero)) for zero in ("0", "-0", "0.00", "-0.00", "0E+3")}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("one", "two"), [(1, True), (0, False), (1, "1"), (None, "null"), ("", None)]
)
def test_values_of_different_types_keep_apart(one: Any, two: Any) -> None:
    assert key_of("x", it=one) != key_of("x", it=two)


def test_kinds_with_equal_fields_keep_apart() -> None:
    assert key_of("take", it=1) != key_of("film", it=1)


def test_records_of_different_schemas_with_equal_fields_keep_apart() -> None:
    assert key_of("x", it=Before(focal=35)) != key_of("x", it=Other(focal=35))


def test_a_raised_version_changes_no_key() -> None:
    class Raised(Before):
        SCHEMA: ClassVar[str] = "lens/2"

    assert key_of("x", it=Raised(focal=35)) == key_of("x", it=Before(focal=35))


def test_sets_have_no_order() -> None:
    assert key_of("x", it={"b", "a"}) == key_of("x", it=frozenset(("a", "b")))


def test_enums_fractions_and_tuples_have_a_form_of_their_own() -> None:
    class Tone(Enum):
        WARM = "warm"

    found = canonical({"tone": Tone.WARM, "rate": Fraction(30000, 1001), "pair": (1, 2)})
    assert json.loads(found) == {"tone": "warm", "rate": "30000/1001", "pair": [1, 2]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_key_holds_no_number_without_an_end(value: float) -> None:
    with pytest.raises(TypeError, match="a key cannot hold"):
        key_of("x", it=value)


@pytest.mark.parametrize("value", [Path("a.png"), b"bytes", object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no canonical form"):
        key_of("x", it=value)


def test_a_key_is_the_same_in_every_process() -> None:
    program = "from schemas.keys import key_of; print(key_of('x', it={'b', 'a'}, of={'z': 1.0}))"
    # A fixed hash seed that differs from this process's: sets must not follow it.
    printed = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert printed.stdout.strip() == key_of("x", it={"a", "b"}, of={"z": 1})


def test_a_key_is_64_hexadecimal_digits() -> None:
    key = key_of("x", it="é")
    assert len(key) == 64
    assert set(key) <= set("0123456789abcdef")
