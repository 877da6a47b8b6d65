from __future__ import annotations

from fractions import Fraction

import pytest

from engine.profiles import deliveries, profiles
from schemas.delivery import Profile
from schemas.errors import ProductionError
from schemas.production import DeliverySettings

SHIPPED = profiles(())


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [
        ("youtube", 1920, 1080),
        ("reels", 1080, 1920),
        ("preview", 320, 180),
        ("preview-tall", 180, 320),
    ],
)
def test_the_shipped_profiles_have_these_sizes(name: str, width: int, height: int) -> None:
    canvas = SHIPPED[name].canvas
    assert (canvas.width, canvas.height, canvas.rate) == (width, height, Fraction(24))


def test_no_other_profile_is_shipped() -> None:
    assert set(SHIPPED) == {"youtube", "reels", "preview", "preview-tall"}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_profiles_ask_for_minus_14_lufs_and_no_more_than_minus_1_dbtp(name: str) -> None:
    assert (SHIPPED[name].loudness, SHIPPED[name].true_peak) == (-14.0, -1.0)


def test_reels_keeps_type_from_under_the_interface() -> None:
    safe = SHIPPED["reels"].safe
    assert (safe.top, safe.bottom) == (0.14, 0.35)


@pytest.mark.parametrize("name", SHIPPED)
def test_safe_areas_leave_room_for_type(name: str) -> None:
    safe = SHIPPED[name].safe
    assert safe.top + safe.bottom < 0.6
    assert safe.left + safe.right < 0.6


def test_a_preview_is_laid_out_as_what_it_previews() -> None:
    assert SHIPPED["preview-tall"].safe == SHIPPED["reels"].safe
    assert SHIPPED["preview-tall"].captions == SHIPPED["reels"].captions
    assert SHIPPED["preview"].canvas.aspect == SHIPPED["youtube"].canvas.aspect


def test_a_production_adds_a_profile() -> None:
    own = Profile(name="square", width=640, height=640)
    assert profiles([own])["square"] is own


def test_a_productions_profile_replaces_the_shipped_one() -> None:
    own = Profile(name="reels", width=720, height=1280)
    found = profiles([own])
    assert found["reels"] is own
    assert len(found) == len(SHIPPED)


def test_a_delivery_without_locales_is_in_the_rows_own() -> None:
    found = deliveries([DeliverySettings(profile="reels")], SHIPPED, "zh-CN")
    assert [one.name for one in found] == ["zh-CN_reels"]


def test_deliveries_are_every_profile_in_each_of_its_locales() -> None:
    wanted = [
        DeliverySettings(profile="youtube", locales=("en", "de")),
        DeliverySettings(profile="reels"),
    ]
    found = [one.name for one in deliveries(wanted, SHIPPED, "en")]
    assert found == ["en_youtube", "de_youtube", "en_reels"]


def test_a_misspelt_profile_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(ProductionError, match=r"no delivery profile 'reel' .*mean 'reels'\?"):
        deliveries([DeliverySettings(profile="reel")], SHIPPED, "en")


def test_an_unknown_profile_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ProductionError, match="There are: preview, preview-tall, reels, youtube"):
        deliveries([DeliverySettings(profile="cinema")], SHIPPED, "en")
