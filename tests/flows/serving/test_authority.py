"""What a served run may choose, and what only the files of who serves decide."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.serving.authority import SERVING, apply_choices, served_target
from schemas.choices import MoreChoices, RunChoices
from schemas.errors import ProductionError
from schemas.production import Production

FILE = Production.model_validate(
    {
        "catalog": "catalog.csv",
        "store": "s3://studio/store",
        "out": "films",
        "writer": {
            "name": "model",
            "base_url": "https://w.example/v1",
            "model": "m",
            "price": "free",
        },
        "voice": {"engine": "server", "base_url": "https://v.example/v1", "price": "free"},
        "moderation": {"name": "server", "base_url": "https://m.example/v1"},
        "brand": {"name": "Fjell", "logo": "logo.png", "music": "bed.m4a"},
        "budget": {"amount": "20", "currency": "EUR"},
        "deliveries": [
            {"profile": "youtube", "locales": ["en", "de"]},
            {"profile": "reels", "locales": ["de"]},
        ],
    }
)
CHOSEN_FROM_THE_FORM = {"deliveries", "budget", "brand", "voice"}


def applied(**choices: Any) -> Production:
    return apply_choices(FILE, RunChoices.model_validate(choices))


def test_without_a_choice_the_production_is_as_its_file_says() -> None:
    assert applied() == FILE


colours = st.one_of(st.just(""), st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))


@given(
    st.builds(
        RunChoices,
        only=st.lists(st.text(max_size=5), max_size=3).map(tuple),
        profiles=st.lists(st.sampled_from(["youtube", "reels"]), max_size=3).map(tuple),
        budget=st.sampled_from(["", "0", "19.99", "20"]),
        strict=st.booleans(),
        withdraw=st.booleans(),
        brand_name=st.text(max_size=9),
        background=colours,
        light=colours,
        dark=colours,
        accent=colours,
        more=st.builds(
            MoreChoices,
            music=st.booleans(),
            speech=st.booleans(),
            voice=st.sampled_from(["", "alloy", "en-us+f3"]),
            words_per_minute=st.sampled_from([0, 80, 300]),
        ),
    )
)
def test_no_choice_changes_where_keys_go_or_what_is_read_and_written(choices: RunChoices) -> None:
    chosen = apply_choices(FILE, choices)
    for name in Production.model_fields.keys() - CHOSEN_FROM_THE_FORM:
        assert getattr(chosen, name) == getattr(FILE, name)
    assert chosen.voice.base_url == FILE.voice.base_url
    assert (chosen.voice.model, chosen.voice.price) == (FILE.voice.model, FILE.voice.price)
    assert (chosen.brand.logo, chosen.brand.fonts) == (FILE.brand.logo, FILE.brand.fonts)
    assert chosen.brand.music in {None, FILE.brand.music}
    assert chosen.budget.amount <= FILE.budget.amount
    assert chosen.budget.currency == FILE.budget.currency
    assert Production.model_validate(chosen.model_dump()) == chosen


@pytest.mark.parametrize(
    "field",
    ["base", "out", "store", "catalog", "pictures", "writer", "films_url", "production", "pool"],
)
def test_a_field_that_is_no_choice_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        RunChoices.model_validate({field: "x"})


def test_looks_are_chosen_by_their_names() -> None:
    chosen = applied(
        background="#111111", light="#222222", dark="#333333", accent="#444444", brand_name="Nord"
    )
    tokens = chosen.brand.tokens
    shown = (tokens.background, tokens.light, tokens.dark, tokens.accent)
    assert shown == ("#111111", "#222222", "#333333", "#444444")
    assert chosen.brand.name == "Nord"
    more = applied(more={"music": False, "speech": False, "words_per_minute": 120})
    assert (more.brand.music, more.voice.engine, more.voice.rate_wpm) == (None, "none", 120)


def deliveries(**choices: Any) -> dict[str, tuple[str, ...]]:
    return {one.profile: one.locales for one in applied(**choices).deliveries}


def test_placements_and_languages_are_some_of_the_productions_or_shipped() -> None:
    assert deliveries(profiles=["reels"]) == {"reels": ("de",)}
    assert deliveries(locales=["de"]) == {"youtube": ("de",), "reels": ("de",)}
    assert deliveries(locales=["en"]) == {"youtube": ("en",)}
    assert deliveries(profiles=["preview"]) == {"preview": ("de", "en")}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"budget": "20.01"}, r"may not spend more .*budget 20\.01 EUR, of 20"),
        (
            {"profiles": ["betamax"]},
            r"no such placement \(profiles: betamax\)\. There are: .*reels",
        ),
        ({"locales": ["fr"]}, r"no such language \(locales: fr\)\. There are: de, en\."),
        ({"profiles": ["reels"], "locales": ["en"]}, "nothing would be delivered"),
        ({"more": {"words_per_minute": 12}}, r"'rate_wpm' is wrong.*\(12\)\. Choose another"),
    ],
)
def test_what_goes_beyond_the_file_is_refused(choices: dict[str, Any], words: str) -> None:
    with pytest.raises(ProductionError, match=words):
        applied(**choices)


@pytest.mark.parametrize("voice", ["../../etc/passwd", "/etc/passwd", "a.wav", "a\nb"])
def test_a_voice_is_a_name_and_no_path(voice: str) -> None:
    with pytest.raises(ValidationError, match="String should match pattern"):
        MoreChoices(voice=voice)


def test_an_amount_is_kept_exactly() -> None:
    assert applied(budget="0.1").budget.amount == Decimal("0.1")


def serving(folder: Path) -> dict[str, str]:
    (folder / "shop.yaml").write_text("catalog: shop.csv\nwriter: {name: template}\n")
    (folder / "serving.yaml").write_text(
        "productions: [{name: shop, target: shop.yaml, drop: {folder: drop}}]\n"
        "films: {address: 'https://films.example/'}\n"
    )
    return {SERVING: str(folder / "serving.yaml")}


def test_a_run_reads_its_production_from_the_files_as_they_are_now(tmp_path: Path) -> None:
    environment = serving(tmp_path)
    served = served_target("shop", environment)
    assert served.target.production.films_url == "https://films.example/shop"
    assert served.drop == str(tmp_path / "drop")
    (tmp_path / "shop.yaml").write_text("catalog: other.csv\n")
    assert served_target("shop", environment).target.production.catalog.file == "other.csv"


def test_a_production_that_is_not_served_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProductionError, match=r"'other' in .*\. There are: shop\."):
        served_target("other", serving(tmp_path))
    with pytest.raises(ProductionError, match="CALLSHEET_SERVING is not set"):
        served_target("shop", {})
