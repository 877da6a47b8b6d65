"""A row that a design fails in is laid out in the next; what none can mend is told or refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine.inspection import limits_for
from engine.intake import gather_all
from engine.production.check import check_catalog
from engine.production.context import RunContext
from engine.production.planning.crafted import crafted_recipe
from engine.production.planning.recipe import RowRecipe
from flows.catalog import catalog_of
from schemas.brief import Brief, Material
from schemas.errors import RowError
from schemas.inspection import Limit
from schemas.production import Checks
from schemas.reject import Code
from tests.engine.production.conftest import ROWS, Studio

SHOT = """
  - name: {name}
    operation: animate
    picture: 0
    seconds: 2.5
    layouts: [card_right]
    titles: [{{role: headline, text: "{{title}}"}}]"""
REPEATING = "shots:" + "".join(SHOT.format(name=name) for name in ("one", "two", "three"))
TOO_QUICK = """
shots:
  - name: one
    operation: animate
    picture: 0
    seconds: 1.5
    titles:
      - {role: subhead, text: "A steel cup in a matte coat that keeps its heat for six hours"}"""


class Row:
    """The shop's cup, told by whoever its cells name and held to limits of craft."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        (document,) = (
            text
            for chunk in check_catalog(context, catalog_of(context)).index.chunks(["cup"])
            for _, _, text in chunk
        )
        self._brief = Brief.model_validate_json(document)
        found = gather_all([self._brief], context.paths.root, context.store.ledger.pictures)["cup"]
        assert isinstance(found, Material)
        self._material = found

    def told(self, *limits: Limit, **cells: Any) -> RowRecipe:
        """The row's recipe under these limits beside the shipped ones."""
        context = replace(self._context, limits=limits_for(Checks(craft=limits)))
        brief = self._brief.model_copy(update={"seconds": None, **cells})
        return crafted_recipe(context, brief, self._material, "cup")


@pytest.fixture
def row(studio: Studio) -> Iterator[Row]:
    with studio.opened() as context:
        yield Row(context)


def findings_of(recipe: RowRecipe) -> tuple[str, ...]:
    return recipe.films[0].planned.findings


def still_seconds(row: Row) -> dict[str, float]:
    """The longest stretch without a change, by the design that the row is told by."""
    found = {}
    for name in ("product", "product-print", "product-stage", "product-steps", "product-price"):
        taste = Limit(measure="still", high=0.0, advice=True)
        told = findings_of(row.told(taste, design=name))[0]
        found[name] = float(told.split(": ")[1].split()[0])
    return found


def test_a_design_that_fails_gives_way_to_one_that_does_not(row: Row) -> None:
    first = row.told().storyboard.design
    seconds = still_seconds(row)
    best = min(seconds, key=lambda name: seconds[name])
    least = Limit(measure="still", high=seconds[best] + 0.01)
    for advice in (False, True):
        told = row.told(least.model_copy(update={"advice": advice}))
        assert seconds[told.storyboard.design] == seconds[best]
        assert not findings_of(told)
        assert told.storyboard == row.told(least).storyboard
    assert not findings_of(row.told())
    assert first == row.told().storyboard.design


def test_what_no_design_can_mend_refuses_the_row_by_name(row: Row) -> None:
    with pytest.raises(RowError, match=r"still: .* s \(at most 0\.01 s\).*nothing stands") as found:
        row.told(Limit(measure="still", high=0.01, why="nothing stands"))
    assert found.value.code == Code.CRAFT


def test_what_is_a_matter_of_taste_is_told_and_stops_nothing(row: Row) -> None:
    told = findings_of(row.told(Limit(measure="still", high=0.01, advice=True)))
    assert len(told) == 1
    assert told[0].startswith("still: ")


def test_words_too_long_for_one_design_are_tried_in_the_next(row: Row) -> None:
    """All refuse what fits no frame, with the first one's reason."""
    with pytest.raises(RowError, match="do not fit its frame") as found:
        row.told(title="Donaudampfschifffahrtsgesellschaftskapitaen" * 6)
    assert found.value.code == Code.TOO_LONG


def test_an_authors_storyboard_is_told_what_it_repeats(studio: Studio, row: Row) -> None:
    (studio.folder / "own.yaml").write_text(REPEATING, "utf-8")
    told = row.told(storyboard="own.yaml")
    assert len(told.storyboard.shots) == 3
    names = {one.split(":")[0] for one in findings_of(told)}
    assert names == {"same layout", "same view", "same move"}


def test_an_authors_storyboard_that_cannot_be_read_is_refused(studio: Studio, row: Row) -> None:
    (studio.folder / "own.yaml").write_text(TOO_QUICK, "utf-8")
    with pytest.raises(RowError, match=r"reading: .* times its stay") as found:
        row.told(storyboard="own.yaml")
    assert found.value.code == Code.CRAFT


def test_findings_lie_in_the_films_record_beside_their_limits(studio: Studio) -> None:
    (studio.folder / "own.yaml").write_text(REPEATING, "utf-8")
    studio.write(tuple(one | {"storyboard": "own.yaml"} for one in ROWS[:1]))
    assert studio.produce(withdraw=True).counts.films.made == 1
    with studio.opened() as context:
        (film,) = (one for page in context.store.ledger.films.pages(context.output) for one in page)
    found = {one.measure: one for one in film.inspection.measurements}
    same = found["same_layout"]
    assert same.value == 3
    assert same.limit is not None
    assert same.limit.advice
    assert not film.inspection.refused
    assert not film.inspection.passed
    assert any(note.startswith("same layout: ") for note in film.notes)
    assert found["contrast_large"].value > 3
    page = (studio.folder / "out" / "index.html").read_text("utf-8")
    assert "a matter of taste" in page
    assert "Craft of 1 film" in page
    assert "same_layout" in (studio.folder / "out" / "manifest.csv").read_text("utf-8")
