from __future__ import annotations

import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.sound import espeak_library, line, pcm
from engine.sound.espeak import Espeak, voice_of
from engine.sound.loudness import measure
from engine.sound.voice import spoken_key
from schemas.errors import VoiceError

ENGLISH = "This cast iron pan holds three litres, keeps its heat, and goes from hob to oven."
MANDARIN = "这款铸铁锅容量三升，保温性能好，现在只要299元。"


def spoken(text: str, locale: str, folder: Path, *, wpm: int = 165) -> Path:
    target = folder / f"{abs(hash((text, locale, wpm)))}.wav"
    Espeak(wpm=wpm).speak(text, locale, target)
    return target


def seconds_of(path: Path) -> float:
    return len(pcm.read(path, channels=1)) / pcm.RATE


@pytest.mark.parametrize(
    ("text", "locale", "low", "high"),
    [(ENGLISH, "en-US", 4.5, 7.5), (ENGLISH, "en-GB", 4.5, 7.5), (MANDARIN, "zh-CN", 5.0, 9.5)],
)
def test_lines_last_as_long_as_people_need(
    text: str, locale: str, low: float, high: float, tmp_path: Path
) -> None:
    assert low < seconds_of(spoken(text, locale, tmp_path)) < high


def test_a_line_is_48_khz_16_bit_mono(tmp_path: Path) -> None:
    with wave.open(str(spoken(ENGLISH, "en", tmp_path))) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (48_000, 2, 1)


@pytest.mark.parametrize(
    ("text", "locale"),
    [(ENGLISH, "en"), (MANDARIN, "zh"), ("Yes.", "en"), ("Kostenlose Rückgabe!", "de")],
)
def test_lines_are_equally_loud_and_never_clip(text: str, locale: str, tmp_path: Path) -> None:
    path = spoken(text, locale, tmp_path)
    assert np.abs(pcm.read(path, channels=1)).max() < 0.85
    found = measure(path)
    assert found.integrated == pytest.approx(line.LEVEL, abs=1.0)
    assert found.true_peak <= -1.0


def test_silence_around_a_line_is_40_ms(tmp_path: Path) -> None:
    sound = np.abs(pcm.read(spoken(ENGLISH, "en", tmp_path), channels=1)[:, 0])
    heard = np.flatnonzero(sound > 0.01)
    assert 0.02 < heard[0] / pcm.RATE < 0.07
    assert 0.02 < (len(sound) - heard[-1]) / pcm.RATE < 0.12


def test_the_polish_takes_harshness_away(tmp_path: Path) -> None:
    raw = espeak_library.synthesise(
        ENGLISH, "gmw/en-US+f2", wpm=165, pitch=46, intonation=58, gap=1
    )
    before = np.frombuffer(raw.samples, np.int16).astype(float)
    after = pcm.read(spoken(ENGLISH, "en", tmp_path), channels=1)[:, 0]
    assert _share(after, pcm.RATE) < 0.6 * _share(before, raw.rate)


def _share(sound: np.ndarray[tuple[int], np.dtype[np.floating]], rate: int) -> float:
    """The share of the power that lies between 3 and 11 kHz."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / rate)
    return float(power[(hertz > 3_000) & (hertz < 11_000)].sum() / power.sum())


def test_a_line_is_the_same_bytes_whatever_was_spoken_before(tmp_path: Path) -> None:
    first = spoken(ENGLISH, "en", tmp_path).read_bytes()
    spoken(MANDARIN, "zh", tmp_path)
    assert spoken(ENGLISH, "en", tmp_path).read_bytes() == first


def test_threads_speak_beside_each_other_without_mixing(tmp_path: Path) -> None:
    alone = {text: spoken(text, "en", tmp_path).read_bytes() for text in ("One pan.", "Two lids.")}
    with ThreadPoolExecutor(4) as pool:
        jobs = [(text, tmp_path / f"{n}.wav") for n, text in enumerate([*alone] * 4)]
        list(pool.map(lambda job: Espeak().speak(job[0], "en", job[1]), jobs))
    assert all(path.read_bytes() == alone[text] for text, path in jobs)


def test_a_higher_rate_is_shorter(tmp_path: Path) -> None:
    slow, fast = (spoken(ENGLISH, "en", tmp_path, wpm=wpm) for wpm in (130, 220))
    assert seconds_of(slow) > 1.4 * seconds_of(fast)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Two\x00 lids", "Two lids"),
        ("Two\x01 60P lids", "Two 60P lids"),
        (" Two\nlids ", "Two lids"),
    ],
)
def test_control_characters_are_no_commands(text: str, same: str, tmp_path: Path) -> None:
    Espeak().speak(text, "en", tmp_path / "a.wav")
    Espeak().speak(same, "en", tmp_path / "b.wav")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_markup_is_read_out_and_not_obeyed(tmp_path: Path) -> None:
    silent_if_obeyed = 'Pan. <break time="20s"/> Lid.'
    assert 2 < seconds_of(spoken(silent_if_obeyed, "en", tmp_path)) < 9


def test_digits_are_spoken(tmp_path: Path) -> None:
    long, short = (spoken(f"Only {price} euros.", "en", tmp_path) for price in ("1,299", "9"))
    assert seconds_of(long) > seconds_of(short) + 0.8


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "gmw/en-US"),
        ("en-US", "gmw/en-US"),
        ("en-GB", "gmw/en"),
        ("en-AU", "gmw/en"),
        ("de-AT", "gmw/de"),
        ("fr-CA", "roa/fr"),
        ("pt_BR", "roa/pt-BR"),
        ("es-MX", "roa/es-419"),
        ("zh-CN", "sit/cmn"),
        ("zh-Hant-TW", "sit/cmn"),
        ("zh-Hant-HK", "sit/yue"),
        ("ja", None),
        ("xx", None),
    ],
)
def test_bcp_47_tags_find_their_nearest_voice(tag: str, voice: str | None) -> None:
    assert voice_of(tag) == voice
    assert Espeak().speaks(tag) is (voice is not None)


def test_a_language_it_cannot_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"does not speak this language \(ja\).*server"):
        Espeak().speak("今日は", "ja", tmp_path / "x.wav")


def test_a_line_without_words_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="gave silence for a line"):
        Espeak().speak(" ... ", "en", tmp_path / "x.wav")


def test_an_unknown_timbre_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(VoiceError, match=r"no such voice \(alloy\).*Annie"):
        Espeak(timbre="alloy")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(VoiceError, match=r"pip install 'callsheet\[voice\]'"):
        espeak_library.synthesise("x", "gmw/en", wpm=165, pitch=50, intonation=50, gap=0)


def test_the_key_follows_text_locale_and_rate_and_not_spaces() -> None:
    key = spoken_key("Two lids.", "en", Espeak())
    assert spoken_key(" Two  lids. ", "en", Espeak()) == key
    others = {
        spoken_key("Two lids!", "en", Espeak()),
        spoken_key("Two lids.", "en-GB", Espeak()),
        spoken_key("Two lids.", "en", Espeak(wpm=170)),
        spoken_key("Two lids.", "en", Espeak(timbre="m3")),
    }
    assert len(others - {key}) == 4
