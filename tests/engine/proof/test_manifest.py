from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from engine.proof import SignedPart
from engine.proof.manifest import ingredient_claim, ingredients_of, manifest
from tests.engine.proof.conftest import Media, photo, shot

WHEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_the_first_action_creates_the_film_and_names_its_source_type(
    animatic: tuple[SignedPart, ...],
) -> None:
    claim = manifest("A film", ingredients_of(animatic), when=WHEN)
    (actions,) = claim["assertions"]
    assert actions["label"] == "c2pa.actions.v2"
    assert actions["data"]["allActionsIncluded"] is True
    first = actions["data"]["actions"][0]
    assert first["action"] == "c2pa.created"
    assert first["digitalSourceType"].endswith("/digitalsourcetype/composite")


def test_every_ingredient_is_placed_once_by_its_label(animatic: tuple[SignedPart, ...]) -> None:
    ingredients = ingredients_of(animatic)
    actions = manifest("A film", ingredients, when=WHEN)["assertions"][0]["data"]["actions"]
    placed = [
        action["parameters"]["ingredientIds"]
        for action in actions
        if action["action"] == "c2pa.placed"
    ]
    assert placed == [[ingredient.label] for ingredient in ingredients]


def test_the_time_is_written_in_utc(animatic: tuple[SignedPart, ...]) -> None:
    there = WHEN.astimezone(timezone(timedelta(hours=8)))
    claim = manifest("A film", ingredients_of(animatic), when=there)
    assert claim["assertions"][0]["data"]["actions"][0]["when"] == "2026-11-21T09:30:00Z"


def test_the_claim_says_what_made_it_and_to_which_specification(
    animatic: tuple[SignedPart, ...],
) -> None:
    claim = manifest("A film", ingredients_of(animatic), when=WHEN)
    (generator,) = claim["claim_generator_info"]
    assert (generator["name"], generator["specVersion"]) == ("callsheet", "2.4.0")
    assert (claim["title"], claim["format"]) == ("A film", "video/mp4")


def test_an_ingredient_states_its_type_only_without_a_manifest_of_its_own(media: Media) -> None:
    (ingredient,) = ingredients_of([photo(media.photo, "photo.jpg", "digitalCapture")])
    alone = ingredient_claim(ingredient, has_manifest=False)
    assert alone["digital_source_type"].endswith("/digitalCapture")
    assert "digital_source_type" not in ingredient_claim(ingredient, has_manifest=True)


def test_a_photo_of_unknown_origin_states_no_type(media: Media) -> None:
    (ingredient,) = ingredients_of([photo(media.photo, "photo.jpg")])
    assert "digital_source_type" not in ingredient_claim(ingredient, has_manifest=False)


def test_pictures_of_the_same_bytes_are_one_ingredient_and_shots_are_not(media: Media) -> None:
    parts = [
        shot(media, "one"),
        shot(media, "two"),
        photo(media.photo, "photo.jpg"),
        photo(media.photo, "again.jpg"),
        photo(media.other_photo, "other.png"),
    ]
    titles = [ingredient.source.part.title for ingredient in ingredients_of(parts)]
    assert titles == ["one", "two", "photo.jpg", "other.png"]
