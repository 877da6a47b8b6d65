from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import pytest
from pydantic import Field, ValidationError

from schemas.brief import Brief, Kind, LocaleText, Origin
from schemas.errors import StoreError
from schemas.inspection import Limit, Measurement
from schemas.money import Money
from schemas.record import Record
from schemas.setup import Canvas
from schemas.shot import Card, Generate, PictureRef
from schemas.storyboard import Storyboard

BRIEF = Brief(
    id="cup",
    kind=Kind.AD,
    title="Cup",
    price=Money(amount=Decimal("4.50"), currency="EUR"),
    texts={"de": LocaleText(title="Tasse", bullets=("rund",))},
    extra={"stock": "7"},
    origin=Origin(source="catalog.csv", rows=(1,), digest="d"),
)
BOARD = Storyboard(
    rate=Fraction(30000, 1001),
    shots=(
        Generate(
            operation="generate",
            name="one",
            frames=9,
            cards=(Card(frame=3, picture=PictureRef(picture=1)),),
        ),
    ),
)


@pytest.mark.parametrize("record", [BRIEF, BOARD], ids=["brief", "storyboard"])
def test_a_document_reads_back_as_the_same_record(record: Brief | Storyboard) -> None:
    assert type(record).from_document(record.document()) == record


def test_a_document_names_its_schema_and_version_first() -> None:
    assert next(iter(BRIEF.document().items())) == ("schema", "brief/1")


def test_a_document_holds_exact_amounts_and_rates_as_text() -> None:
    assert BRIEF.document()["price"]["amount"] == "4.50"
    assert BOARD.document()["rate"] == "30000/1001"


@pytest.mark.parametrize("schema", ["setup/1", None, 7])
def test_a_document_of_another_schema_is_refused(schema: object) -> None:
    with pytest.raises(ValueError, match=rf"schema '{BRIEF.SCHEMA}', found {schema!r}"):
        Brief.from_document(BRIEF.document() | {"schema": schema})


class Poster(Record):
    """A record in its third version: a width and a height were a size, and a title a name."""

    SCHEMA: ClassVar[str] = "poster/3"
    UPGRADES: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {
        1: lambda old: {
            "name": old["name"],
            **dict(zip(("width", "height"), map(int, old["size"].split("x")), strict=True)),
        },
        2: lambda old: {"title": old.pop("name"), **old},
    }

    title: str
    width: int
    height: int


def test_a_document_of_an_earlier_version_is_upgraded_step_by_step() -> None:
    first = {"schema": "poster/1", "name": "Cup", "size": "30x40"}
    second = {"schema": "poster/2", "name": "Cup", "width": 30, "height": 40}
    wanted = Poster(title="Cup", width=30, height=40)
    assert Poster.from_document(first) == Poster.from_document(second) == wanted
    assert Poster.from_document(wanted.document()) == wanted
    assert first == {"schema": "poster/1", "name": "Cup", "size": "30x40"}, "it is not touched"
    assert second == {"schema": "poster/2", "name": "Cup", "width": 30, "height": 40}


def test_a_document_of_a_newer_callsheet_is_refused_with_what_to_do() -> None:
    document = {"schema": "poster/4", "title": "Cup", "colour": "red"}
    with pytest.raises(
        StoreError, match=r"newer callsheet \(poster/4, .* up to poster/3\)\. Update callsheet"
    ):
        Poster.from_document(document)


def test_a_document_that_nothing_upgrades_is_refused() -> None:
    with pytest.raises(ValueError, match="no upgrade leads from poster/0 to poster/3"):
        Poster.from_document({"schema": "poster", "title": "Cup"})


def test_a_document_without_a_schema_is_refused() -> None:
    document = BRIEF.document()
    del document["schema"]
    with pytest.raises(ValueError, match="expected a document of schema 'brief/1', found None"):
        Brief.from_document(document)


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="Instance is frozen"):
        BRIEF.title = "Mug"  # type: ignore[misc]


def test_records_refuse_fields_that_they_do_not_have() -> None:
    with pytest.raises(ValidationError, match=r"colour\n\s+Extra inputs are not permitted"):
        Canvas.model_validate({"width": 64, "height": 64, "colour": "red"})


def test_infinite_and_missing_numbers_survive_a_document() -> None:
    silence = Measurement(measure="loudness", value=float("-inf"))
    assert Measurement.from_document(silence.document()) == silence


def test_not_a_number_is_within_no_limit() -> None:
    found = Measurement(measure="loudness", value=float("nan"), limit=Limit(measure="x", low=-1.0))
    assert not found.passed


@pytest.mark.parametrize(
    ("value", "passed"), [(0.9, False), (1.0, True), (2.0, True), (2.1, False)]
)
def test_a_limit_includes_its_ends(value: float, passed: bool) -> None:
    limit = Limit(measure="x", low=1.0, high=2.0)
    assert Measurement(measure="x", value=value, limit=limit).passed is passed


class Plain(Record):
    width: int
    """Pixels of the longer side,
    at most."""
    height: int = 0


class Extended(Plain):
    depth: int = Field(default=0, description="said here")
    """not here"""
    within: tuple[Plain, ...] = ()


def test_a_schema_describes_fields_by_the_docstrings_under_them() -> None:
    schema = Extended.model_json_schema()
    said = {name: one.get("description") for name, one in schema["properties"].items()}
    longer = "Pixels of the longer side,\nat most."
    assert said == {"width": longer, "height": None, "depth": "said here", "within": None}
    assert schema["$defs"]["Plain"]["properties"]["width"]["description"] == longer
