from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from engine.sound import Recordings, Voice, Voices, espeak_library, hibari, open_voices
from engine.sound.espeak import Espeak
from schemas.errors import ProductionError, VoiceError
from schemas.money import Money
from schemas.production import VoiceSettings

HERE = Path(__file__).parent


def voices(**settings: Any) -> Voices:
    return open_voices(VoiceSettings.model_validate(settings), HERE)


def voice(locale: str = "en", **settings: Any) -> Voice:
    found = voices(**settings).of(locale)
    assert found is not None
    return found


@pytest.fixture
def no_espeak(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    espeak_library.languages.cache_clear()
    espeak_library.variants.cache_clear()
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    yield
    espeak_library.languages.cache_clear()
    espeak_library.variants.cache_clear()


@pytest.fixture
def no_hibari(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hibari, "installed", lambda: False)


@pytest.mark.parametrize(
    ("locale", "name"), [("en", "hibari"), ("en-GB", "hibari"), ("de", "espeak"), ("zh", "espeak")]
)
def test_auto_takes_the_best_of_this_machine_for_each_language(locale: str, name: str) -> None:
    assert voice(locale).name == name


def test_auto_speaks_at_the_rate_that_was_set() -> None:
    for locale in ("en", "de"):
        assert voice(locale, rate_wpm=150).fingerprint()["rate"] == 150


def test_a_plainer_voice_is_a_downgrade_unless_it_was_asked_for_by_name() -> None:
    assert voices().downgrade("en") == ""
    assert "eSpeak NG, which is plainer" in voices().downgrade("de")
    assert voices(engine="espeak").downgrade("de") == ""
    assert voices(engine="none").downgrade("de") == ""


@pytest.mark.usefixtures("no_hibari")
def test_without_hibari_english_is_spoken_by_espeak_and_said_to_be_plainer() -> None:
    assert voice("en").name == "espeak"
    assert "plainer" in voices().downgrade("en")


@pytest.mark.usefixtures("no_espeak")
def test_auto_without_espeak_has_no_voice_for_german_and_one_for_english() -> None:
    assert voices().of("de") is None
    assert voice("en").name == "hibari"


@pytest.mark.usefixtures("no_espeak", "no_hibari")
def test_auto_with_nothing_installed_is_an_error_and_no_silence() -> None:
    with pytest.raises(VoiceError, match=r"pip install 'callsheet\[voice\]'"):
        voices()


@pytest.mark.usefixtures("no_espeak")
def test_espeak_by_name_without_the_extra_is_an_error() -> None:
    with pytest.raises(VoiceError, match=r"not installed.*pip install 'callsheet\[voice\]'"):
        voices(engine="espeak")


@pytest.mark.usefixtures("no_hibari")
def test_hibari_by_name_without_its_package_is_an_error() -> None:
    with pytest.raises(VoiceError, match=r"not installed.*pip install hibari-tts"):
        voices(engine="hibari")


def test_kokoro_by_name_without_its_files_is_an_error() -> None:
    with pytest.raises(VoiceError, match=r"not at hand.*kokoro-js"):
        voices(engine="kokoro", folder="nowhere")


@pytest.mark.parametrize("engine", ["auto", "espeak", "hibari"])
def test_a_name_that_no_voice_has_is_an_error_and_no_downgrade(engine: str) -> None:
    with pytest.raises(VoiceError, match=r"such a voice|no such voice"):
        voices(engine=engine, voice="alloy")


def test_a_name_counts_for_the_engine_that_has_it() -> None:
    assert voice("de", voice="m3").fingerprint()["voice"] == "m3"
    assert voice("en", voice="m3").fingerprint()["voice"] == "heart"


def test_a_voice_that_was_never_fetched_is_an_error_and_downloads_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    with pytest.raises(VoiceError, match=r"never fetched.*hibari Hello --voice emma"):
        voices(voice="emma")
    assert list(tmp_path.iterdir()) == []


def test_none_is_silent_on_purpose() -> None:
    silent = voices(engine="none")
    assert silent.are_silent
    assert (silent.of("en"), silent.fingerprint()) == (None, [])


def test_recordings_need_their_folder() -> None:
    with pytest.raises(ProductionError, match=r"need their folder"):
        voices(engine="recordings")
    with pytest.raises(ProductionError, match=r"not there.*voice.folder"):
        voices(engine="recordings", folder="nowhere")
    assert isinstance(voice(engine="recordings", folder="."), Recordings)


SERVER = {"engine": "server", "base_url": "http://localhost:1/v1", "price": "free"}


def server(**changes: Any) -> VoiceSettings:
    return VoiceSettings.model_validate(SERVER | changes)


def test_a_server_is_neural_and_free_where_its_owner_says_so() -> None:
    found = open_voices(server(), HERE, "key")
    speaker = found.of("de")
    assert speaker is not None
    assert speaker.source_type == "trainedAlgorithmicMedia"
    assert speaker.max_cost("Hello.", "en") is None
    assert "key" not in repr(found)


def test_a_server_costs_what_its_settings_say() -> None:
    price = {"per_million_characters": "15", "currency": "USD"}
    speaker = open_voices(server(price=price), HERE).of("en")
    assert speaker is not None
    assert speaker.max_cost("x" * 2_000, "en") == Money(amount=Decimal("0.03"), currency="USD")


@pytest.mark.parametrize("price", [None, {}, {"currency": "USD"}, {"per_minute": "-1"}])
def test_a_server_without_a_price_is_refused(price: Any) -> None:
    with pytest.raises(ValidationError, match=r"price|per_minute"):
        server(price=price)


def test_a_server_is_no_voice_for_workers() -> None:
    assert open_voices(server(), HERE).offline("en") is None
    assert voices(engine="none").offline("en") is None
    assert isinstance(voices(engine="espeak").offline("en"), Espeak)


@pytest.mark.parametrize(
    "address", [None, "localhost:8000", "file:///etc/passwd", "http:///v1", "http://["]
)
def test_a_server_needs_an_address(address: str | None) -> None:
    with pytest.raises(ProductionError, match=r"no usable address.*base_url"):
        open_voices(server(base_url=address), HERE)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ProductionError) as caught:
        open_voices(server(base_url="http://me:hunter2@localhost/v1"), HERE)
    assert "hunter2" not in str(caught.value)
