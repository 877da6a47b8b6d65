"""Lines are spoken into the store: on workers for nothing, and by a server through paid calls."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from engine.sound import heard_key, longest_silence, spoken_key
from engine.sound.espeak import Espeak
from engine.sound.server import SpeechServer
from engine.sound.speech import heard_of, speak_offline, speak_through
from engine.spending import PaidCalls
from engine.store import BlobKind, BlobRecord, Store, open_store
from schemas.errors import BudgetError, RowError, VoiceError, WorkError
from schemas.keys import key_of
from schemas.money import Money
from schemas.outside import SpeechPrice
from tests.engine.sound.speech_server import KEY, Speaker, speech_server, streamed_wav

ESPEAK = Espeak()
SHORT = (key_of("line", n=1), "It keeps its heat.")
LONG = (key_of("line", n=2), "It goes from the hob to the oven and to the table.")
PRICE = SpeechPrice(per_million_characters=Decimal(1000))
COST = Decimal("0.018")
"""Of SHORT, which has 18 characters."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    with speech_server() as running:
        yield running


def paid_calls_of(store: Store, cap: str = "1") -> PaidCalls:
    money = Money(amount=Decimal(cap), currency="USD")
    return PaidCalls(store.ledger.calls, "shop", money, sleep=lambda _: None)


def spoken(store: Store, voice: SpeechServer, cap: str = "1") -> BlobRecord:
    """SHORT, as another run would ask for it."""
    return speak_through(paid_calls_of(store, cap), voice, SHORT, "en", store.blobs)


def money(store: Store) -> tuple[Decimal, Decimal]:
    """What is spent, and what is reserved."""
    return store.ledger.calls.spending("shop", "USD")


def seconds_of(path: Path) -> float:
    with wave.open(str(path), "rb") as sound:
        return sound.getnframes() / sound.getframerate()


def test_offline_lines_are_spoken_into_the_store_once(store: Store) -> None:
    made = speak_offline([SHORT, LONG], "en", ESPEAK, store.blobs)
    sounds = [one for one in made if one.kind is BlobKind.SPOKEN]
    assert [one.key for one in sounds] == [SHORT[0], LONG[0]]
    short, long = (store.blobs.path(one.key, BlobKind.SPOKEN) for one in sounds)
    assert longest_silence(short) < 0.5
    assert 0.5 < seconds_of(short) < seconds_of(long) < 6
    before = short.read_bytes()
    assert speak_offline([SHORT], "en", ESPEAK, store.blobs) == []
    assert short.read_bytes() == before


def test_how_a_line_is_heard_lies_beside_it(store: Store) -> None:
    made = speak_offline([SHORT], "en", ESPEAK, store.blobs)
    assert {(one.key, one.kind) for one in made} == {
        (SHORT[0], BlobKind.SPOKEN),
        (heard_key(SHORT[0]), BlobKind.DOCUMENT),
    }
    heard = heard_of(SHORT[0], store.blobs)
    assert heard.seconds == seconds_of(store.blobs.path(SHORT[0], BlobKind.SPOKEN))
    words = [SHORT[1][word.at : word.at + word.chars] for word in heard.words]
    assert words == ["It", "keeps", "its", "heat"]


def test_a_sound_that_nobody_timed_is_heard_without_words(store: Store, speaker: Speaker) -> None:
    spoken(store, speaker.voice())
    heard = heard_of(SHORT[0], store.blobs)
    assert heard.words == ()
    assert heard.seconds == seconds_of(store.blobs.path(SHORT[0], BlobKind.SPOKEN))


def test_a_worker_speaks_nothing_without_a_voice_of_its_own(store: Store) -> None:
    assert speak_offline([SHORT], "en", None, store.blobs) == []
    assert not store.blobs.has(SHORT[0], BlobKind.SPOKEN)


def test_what_is_said_decides_the_key_and_not_how_it_is_written() -> None:
    written = {spoken_key(text, "en", ESPEAK) for text in ("It is 129,00 €.", "It is 129 euros.")}
    assert len(written) == 1
    assert spoken_key("It is 130 euros.", "en", ESPEAK) not in written


def test_a_servers_line_is_paid_for_once_and_lies_in_the_store(
    store: Store, speaker: Speaker
) -> None:
    made = spoken(store, speaker.voice(price=PRICE))
    assert (made.key, made.kind) == (SHORT[0], BlobKind.SPOKEN)
    assert seconds_of(store.blobs.path(made.key, BlobKind.SPOKEN)) > 1
    assert spoken(store, speaker.voice(price=PRICE)).sha256 == made.sha256
    assert len(speaker.asked) == 1
    assert money(store) == (COST, Decimal(0))


def test_a_free_server_is_asked_without_a_budget(store: Store, speaker: Speaker) -> None:
    spoken(store, speaker.voice(), cap="0")
    assert store.blobs.has(SHORT[0], BlobKind.SPOKEN)


def test_nothing_is_spoken_beyond_the_budget(store: Store, speaker: Speaker) -> None:
    with pytest.raises(BudgetError, match="does not allow"):
        spoken(store, speaker.voice(price=PRICE), cap="0.017")
    assert speaker.asked == []


@pytest.mark.parametrize(("status", "delay"), [(500, 0.0), (200, 1.0)])
def test_a_line_whose_answer_is_lost_waits_for_a_person(
    store: Store, speaker: Speaker, status: int, delay: float
) -> None:
    speaker.status, speaker.delay = status, delay
    for _again in range(2):
        with pytest.raises(RowError, match="not known whether the line") as caught:
            spoken(store, speaker.voice(price=PRICE, timeout=0.3))
        assert caught.value.code == "DOUBT"
    assert len(speaker.asked) == 1
    assert not store.blobs.has(SHORT[0], BlobKind.SPOKEN)
    assert money(store) == (Decimal(0), COST)
    assert KEY not in str(caught.value)


def test_a_busy_server_is_asked_again_and_a_declined_line_costs_nothing(
    store: Store, speaker: Speaker
) -> None:
    speaker.status = 429
    with pytest.raises(WorkError, match="was not answered"):
        spoken(store, speaker.voice(price=PRICE))
    assert len(speaker.asked) == 5
    speaker.status = 401
    with pytest.raises(WorkError, match="declined: 401"):
        spoken(store, speaker.voice(price=PRICE))
    assert money(store) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("body", "words"), [(b"<html>", "sent no WAV"), (streamed_wav(40), "went on for too long")]
)
def test_a_sound_that_cannot_be_used_was_paid_for_and_is_not_asked_for_again(
    store: Store, speaker: Speaker, body: bytes, words: str
) -> None:
    speaker.body = body
    for _again in range(2):
        with pytest.raises(VoiceError, match=words):
            spoken(store, speaker.voice(price=PRICE))
    assert len(speaker.asked) == 1
    assert money(store) == (COST, Decimal(0))
    assert not store.blobs.has(SHORT[0], BlobKind.SPOKEN)


def test_a_sound_that_is_gone_from_the_store_is_paid_for_again_only_by_a_person(
    store: Store, speaker: Speaker
) -> None:
    spoken(store, speaker.voice(price=PRICE))
    store.blobs.path(SHORT[0], BlobKind.SPOKEN).unlink()
    with pytest.raises(WorkError, match="gone from the store"):
        spoken(store, speaker.voice(price=PRICE))
    assert len(speaker.asked) == 1
    assert store.ledger.calls.retry(SHORT[0])
    spoken(store, speaker.voice(price=PRICE))
    assert money(store) == (2 * COST, Decimal(0))
