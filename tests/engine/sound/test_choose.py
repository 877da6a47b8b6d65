from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from engine.sound import choose_voice, espeak_library, offline_voice
from engine.sound.espeak import Espeak
from schemas.errors import ProductionError, VoiceError
from schemas.money import Money
from schemas.production import VoiceSettings


@pytest.fixture
def no_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    espeak_library.languages.cache_clear()
    espeak_library.variants.cache_clear()
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    yield
    espeak_library.languages.cache_clear()
    espeak_library.variants.cache_clear()


def test_auto_takes_espeak_at_the_rate_that_was_set() -> None:
    chosen = choose_voice(VoiceSettings(rate_wpm=150))
    assert chosen.voice is not None
    assert chosen.voice.name == "espeak"
    assert chosen.voice.source_type == "algorithmicMedia"
    assert chosen.voice.fingerprint()["rate"] == 150
    assert chosen.note == ""


@pytest.mark.usefixtures("no_extra")
def test_auto_without_espeak_has_no_voice_and_says_so() -> None:
    chosen = choose_voice(VoiceSettings())
    assert chosen.voice is None
    assert "pip install 'callsheet[voice]'" in chosen.note


@pytest.mark.usefixtures("no_extra")
def test_espeak_by_name_without_the_extra_is_an_error() -> None:
    with pytest.raises(VoiceError, match=r"not installed.*pip install 'callsheet\[voice\]'"):
        choose_voice(VoiceSettings(engine="espeak"))


@pytest.mark.parametrize("engine", ["auto", "espeak"])
def test_a_timbre_that_does_not_exist_is_an_error_and_no_downgrade(engine: str) -> None:
    settings = VoiceSettings.model_validate({"engine": engine, "voice": "alloy"})
    with pytest.raises(VoiceError, match="no such voice"):
        choose_voice(settings)


def test_none_has_no_voice_and_nothing_to_say() -> None:
    chosen = choose_voice(VoiceSettings(engine="none"))
    assert (chosen.voice, chosen.note) == (None, "")


SERVER = {"engine": "server", "base_url": "http://localhost:1/v1", "price": "free"}


def server(**changes: Any) -> VoiceSettings:
    return VoiceSettings.model_validate(SERVER | changes)


def test_a_server_is_neural_and_free_where_its_owner_says_so() -> None:
    chosen = choose_voice(server(), "key")
    assert chosen.voice is not None
    assert chosen.voice.source_type == "trainedAlgorithmicMedia"
    assert chosen.voice.max_cost("Hello.", "en") is None
    assert "key" not in repr(chosen)


def test_a_server_costs_what_its_settings_say() -> None:
    price = {"per_million_characters": "15", "currency": "USD"}
    voice = choose_voice(server(price=price)).voice
    assert voice is not None
    assert voice.max_cost("x" * 2_000, "en") == Money(amount=Decimal("0.03"), currency="USD")


@pytest.mark.parametrize("price", [None, {}, {"currency": "USD"}, {"per_minute": "-1"}])
def test_a_server_without_a_price_is_refused(price: Any) -> None:
    with pytest.raises(ValidationError, match=r"price|per_minute"):
        server(price=price)


def test_a_server_is_no_voice_for_workers() -> None:
    assert offline_voice(server()) is None
    assert offline_voice(VoiceSettings(engine="none")) is None
    assert isinstance(offline_voice(VoiceSettings(engine="espeak")), Espeak)


@pytest.mark.parametrize(
    "address", [None, "localhost:8000", "file:///etc/passwd", "http:///v1", "http://["]
)
def test_a_server_needs_an_address(address: str | None) -> None:
    with pytest.raises(ProductionError, match=r"no usable address.*base_url"):
        choose_voice(server(base_url=address))


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ProductionError) as caught:
        choose_voice(server(base_url="http://me:hunter2@localhost/v1"))
    assert "hunter2" not in str(caught.value)
