from __future__ import annotations

import pytest

from engine.profiles import deliveries, profiles
from schemas.delivery import Profile
from schemas.errors import ProductionError
from schemas.production import DeliverySettings

SHIPPED = profiles(())


WIDE, TALL, SQUARE, PORTRAIT = (1920, 1080), (1080, 1920), (1080, 1080), (1080, 1350)
PLACEMENTS: dict[str, dict[str, object]] = {
    "youtube": {"sizes": {WIDE}, "bytes": 256e9},
    "shorts": {"sizes": {TALL}, "longest": 180},
    "reels": {"sizes": {TALL}, "shortest": 3, "longest": 900, "bytes": 300e6},
    "stories": {"sizes": {TALL}, "shortest": 3, "longest": 900, "bytes": 300e6},
    "tiktok": {"sizes": {TALL}, "shortest": 5, "longest": 60, "bytes": 500e6, "kbps": 516},
    "feed": {"sizes": {PORTRAIT, SQUARE}, "shortest": 1, "bytes": 4e9},
    "pmax": {"sizes": {WIDE, TALL, SQUARE}, "shortest": 10},
    "amazon-sbv": {
        "sizes": {WIDE},
        "shortest": 6,
        "longest": 45,
        "bytes": 500e6,
        "kbps": 1000,
        "audio_kbps": 96,
        "coding": "main",
        "omits": ("cta",),
    },
    "amazon-detail": {"sizes": {WIDE}, "omits": ("price", "cta")},
    "google-merchant": {
        "sizes": {WIDE, TALL, SQUARE},
        "shortest": 6,
        "longest": 240,
        "bytes": 500e6,
    },
    "meta-catalog": {"sizes": {SQUARE}, "bytes": 200e6},
    "demand-gen": {"sizes": {WIDE, SQUARE, PORTRAIT, TALL}, "bytes": 256e9},
    "linkedin": {"sizes": {PORTRAIT, WIDE, TALL}, "shortest": 3, "longest": 1800, "bytes": 500e6},
    "pinterest": {
        "sizes": {(1000, 1500), SQUARE, PORTRAIT, TALL},
        "shortest": 4,
        "longest": 900,
        "bytes": 1e9,
    },
    "shopify": {"sizes": {WIDE}, "longest": 600, "bytes": 1e9},
    "openedx": {"sizes": {WIDE}, "longest": 600, "bytes": 5e9},
    "broadcast": {"sizes": {WIDE}, "loudness": -23},
}
"""What the placements ask for (the facts of `catalogs`), as this test's author read it there."""


def _of(placement: str) -> list[Profile]:
    """The placement's profiles: one for each of its shapes."""
    shapes = ("", "-tall", "-square", "-portrait", "-wide")
    return [SHIPPED[placement + shape] for shape in shapes if placement + shape in SHIPPED]


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_every_placement_has_a_profile_of_each_of_its_shapes_and_its_rules(placement: str) -> None:
    asked = PLACEMENTS[placement]
    assert {(one.width, one.height) for one in _of(placement)} == asked["sizes"]
    for one in _of(placement):
        assert (one.min_seconds, one.max_seconds) == (asked.get("shortest"), asked.get("longest"))
        assert one.min_kbps == asked.get("kbps")
        assert one.min_audio_kbps == asked.get("audio_kbps")
        assert one.omits == asked.get("omits", ())
        assert one.coding == asked.get("coding", "high")
        assert (one.loudness, one.true_peak) == (asked.get("loudness", -14), -1)
        if "bytes" in asked:
            assert one.max_bytes == asked["bytes"]
        if one.min_kbps is not None:
            assert one.kbps is not None
            assert one.kbps > one.min_kbps


def test_no_other_profile_is_shipped_but_for_trying_out() -> None:
    known = {one.name for placement in PLACEMENTS for one in _of(placement)}
    assert set(SHIPPED) - known == {"preview", "preview-tall"}


@pytest.mark.parametrize("name", SHIPPED)
def test_rates_are_within_what_every_placement_takes(name: str) -> None:
    assert SHIPPED[name].rate == (25 if name == "broadcast" else 24)


def test_broadcast_is_held_to_ebu_r128() -> None:
    one = SHIPPED["broadcast"]
    assert (one.loudness, one.loudness_tolerance) == (-23, 0.5)
    assert (one.max_short_term, one.true_peak) == (-18, -1)


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
    with pytest.raises(ProductionError, match=r"There are: amazon-detail, .*, youtube\."):
        deliveries([DeliverySettings(profile="cinema")], SHIPPED, "en")
