from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from engine.openai_client import OpenAIClient
from engine.sound.loudness import measure
from engine.sound.server import SpeechServer
from engine.spending import NotAccepted, OutcomeUnknown
from schemas.errors import VoiceError, WorkError
from schemas.money import Money
from schemas.outside import SpeechPrice
from tests.engine.sound.speech_server import KEY, Speaker, speech_server, streamed_wav

TEXT = "This cast iron pan holds three litres."


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    with speech_server() as running:
        yield running


def test_a_line_is_asked_for_once_in_the_wire_format(speaker: Speaker, tmp_path: Path) -> None:
    voice = speaker.voice()
    voice.write(voice.ask(TEXT, "en"), TEXT, "en", tmp_path / "a.wav")
    assert speaker.asked == [
        {
            "path": "/v1/audio/speech",
            "auth": f"Bearer {KEY}",
            "model": "kokoro",
            "voice": "bella",
            "input": TEXT,
            "response_format": "wav",
        }
    ]
    assert measure(tmp_path / "a.wav").integrated == pytest.approx(-19, abs=1)


def test_another_rate_is_asked_for_as_speed(speaker: Speaker) -> None:
    speaker.voice(wpm=198).ask(TEXT, "en")
    assert speaker.asked[0]["speed"] == 1.2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((status, WorkError) for status in (400, 401, 404)),
        (429, NotAccepted),
        *((status, OutcomeUnknown) for status in (500, 503)),
    ],
)
def test_a_refusal_says_whether_it_was_taken_with_the_servers_words_and_no_second_try(
    speaker: Speaker, status: int, outcome: type[Exception]
) -> None:
    speaker.status, speaker.kind = status, "application/json"
    speaker.body = json.dumps({"error": {"message": f"no such voice for {KEY}"}}).encode()
    with pytest.raises(
        outcome, match=rf"(?:answered|declined):? {status}.*no such voice"
    ) as caught:
        speaker.voice().ask(TEXT, "en")
    assert len(speaker.asked) == 1
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [b"<html>Please log in</html>", b"ID3\x04\x00\x00\x00\x00\x00\x00 and so on", b""],
)
def test_something_else_than_a_wav_is_an_error(
    speaker: Speaker, body: bytes, tmp_path: Path
) -> None:
    with pytest.raises(VoiceError, match="sent no WAV"):
        speaker.voice().write(body, TEXT, "en", tmp_path / "a.wav")


def test_a_wav_without_sound_in_it_is_an_error(speaker: Speaker, tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="not a readable sound"):
        speaker.voice().write(streamed_wav(2)[:20], TEXT, "en", tmp_path / "a.wav")


def test_babble_far_longer_than_the_line_is_an_error(speaker: Speaker, tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"too long \(40\.\d s where at most"):
        speaker.voice().write(streamed_wav(40), TEXT, "en", tmp_path / "a.wav")
    assert not (tmp_path / "a.wav").exists()


def test_a_server_that_drips_is_given_up(speaker: Speaker) -> None:
    speaker.delay = 0.2  # each chunk is quick enough; all of them are not
    with pytest.raises(OutcomeUnknown, match=r"was not done after 0\.5 s"):
        speaker.voice(timeout=0.5).ask(TEXT, "en")


def test_a_server_that_stalls_is_given_up(speaker: Speaker) -> None:
    speaker.delay = 1.0
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.3 s"):
        speaker.voice(timeout=0.3).ask(TEXT, "en")


def test_a_closed_port_is_an_error_that_names_the_address() -> None:
    client = OpenAIClient("The speech server", "http://127.0.0.1:9/v1")
    with pytest.raises(NotAccepted, match=r"127\.0\.0\.1:9/v1 is out of reach"):
        SpeechServer(client, model="m", voice="v").ask(TEXT, "en")


def test_the_key_is_not_part_of_the_fingerprint(speaker: Speaker) -> None:
    assert KEY not in repr(speaker.voice().fingerprint()) + repr(speaker.voice())


def test_a_line_costs_its_characters(speaker: Speaker) -> None:
    voice = speaker.voice(price=SpeechPrice(per_million_characters=Decimal(15)))
    cost = Decimal("0.00057")
    assert voice.max_cost(TEXT, "en") == Money(amount=cost, currency="USD")
    assert voice.cost_of(TEXT, "en", streamed_wav(2)) == cost


def test_a_line_costs_the_time_that_it_lasts_and_at_most_what_is_plausible(
    speaker: Speaker,
) -> None:
    voice = speaker.voice(price=SpeechPrice(per_minute=Decimal("0.6"), currency="EUR"))
    most = voice.max_cost(TEXT, "en")
    assert most is not None
    assert most.currency == "EUR"
    assert Decimal("0.05") < most.amount < Decimal("0.2")
    assert voice.cost_of(TEXT, "en", streamed_wav(2)) == pytest.approx(
        Decimal("0.02"), rel=Decimal("0.001")
    )
    assert voice.cost_of(TEXT, "en", b"no sound at all") == most.amount


def test_a_free_server_costs_nothing(speaker: Speaker) -> None:
    assert speaker.voice().max_cost(TEXT, "en") is None
    assert speaker.voice().cost_of(TEXT, "en", streamed_wav(2)) == 0
