from __future__ import annotations

import wave
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sound.espeak import Espeak
from engine.sound.pace import estimate_seconds

# Lines of the kind that films have; none of them is among those that the estimate was fitted to.
LINES = [
    ("en", "This walnut desk has two drawers and a shelf for your books."),
    ("en", "It was 349 dollars. Now it is 279."),
    ("en", "Machine washable, quick to dry, and made to last."),
    ("en", "Water boils at a lower temperature on a mountain, because the air presses less on it."),
    ("de", "Dieser Schreibtisch hat zwei Schubladen und ein Fach für Ihre Bücher."),
    ("de", "Bisher 349 Euro. Jetzt 279."),
    ("de", "Waschbar, schnell trocken und für viele Jahre gemacht."),
    ("zh", "这张胡桃木书桌有两个抽屉和一个书架。"),
    ("zh", "原价349元，现价279元。"),
    ("zh", "可以机洗，干得快，经久耐用。"),
    ("zh", "山上的气压比较低，所以水在较低的温度就会沸腾。"),
]


@pytest.mark.parametrize(("locale", "text"), LINES)
def test_estimates_lie_within_15_percent_of_espeak(locale: str, text: str, tmp_path: Path) -> None:
    Espeak().speak(text, locale, tmp_path / "line.wav")
    with wave.open(str(tmp_path / "line.wav")) as file:
        spoken = file.getnframes() / file.getframerate()
    assert estimate_seconds(text, locale, 165) == pytest.approx(spoken, rel=0.15)


@pytest.mark.parametrize(("wpm", "locale", "text"), [(120, *LINES[0]), (220, *LINES[7])])
def test_estimates_follow_the_rate(wpm: int, locale: str, text: str, tmp_path: Path) -> None:
    Espeak(wpm=wpm).speak(text, locale, tmp_path / "line.wav")
    with wave.open(str(tmp_path / "line.wav")) as file:
        spoken = file.getnframes() / file.getframerate()
    assert estimate_seconds(text, locale, wpm) == pytest.approx(spoken, rel=0.15)


@pytest.mark.parametrize("locale", ["en", "de", "zh", "fr", "tr"])
def test_a_longer_number_takes_longer(locale: str) -> None:
    times = [estimate_seconds(number, locale, 165) for number in ("7", "72", "728", "1,728.50")]
    assert times == sorted(set(times))


def test_nothing_takes_no_time() -> None:
    assert estimate_seconds("  ", "en", 165) == 0


@settings(max_examples=40)
@given(st.text(max_size=200), st.sampled_from(["en", "zh-CN", "ar", "ja"]))
def test_any_text_has_an_estimate_that_more_text_does_not_shorten(text: str, locale: str) -> None:
    alone = estimate_seconds(text, locale, 165)
    assert alone >= 0
    assert estimate_seconds(f"{text} and more", locale, 165) > alone


def test_words_in_capitals_are_said_letter_by_letter() -> None:
    spelled = estimate_seconds("HSDPA, UMTS and GPRS radio.", "en", 165)
    assert spelled > estimate_seconds("Halda, umty and gaps radio.", "en", 165) + 1.5
    assert estimate_seconds("RED WRAP DRESS", "en", 165) == estimate_seconds(
        "Red wrap dress", "en", 165
    )
