"""The English voice: as long, as loud and as voiced as speech is, and the same every time."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from engine.sound import line, longest_silence, measure, pcm
from engine.sound.hibari import Hibari, read
from engine.sound.wording import worded
from schemas.errors import VoiceError
from schemas.speech import WordTime

TEXT = worded("This bottle holds 500 ml, and costs 129,00 €. Get yours today.", "en").spoken


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[WordTime, ...]]:
    target = tmp_path_factory.mktemp("hibari") / "line.wav"
    return target, Hibari().speak(TEXT, "en-GB", target)


def test_a_line_is_as_long_as_people_need_and_as_loud_as_every_line(
    spoken: tuple[Path, tuple[WordTime, ...]],
) -> None:
    sound = pcm.read(spoken[0], channels=1)
    assert 4 < len(sound) / pcm.RATE < 9
    assert measure(spoken[0]).integrated == pytest.approx(line.LEVEL, abs=1.0)
    assert np.abs(sound).max() < 0.85
    assert longest_silence(spoken[0]) < 1


def test_most_of_a_line_is_voiced(spoken: tuple[Path, tuple[WordTime, ...]]) -> None:
    """A voiced frame repeats itself after 2.5 to 12.5 ms (80 to 400 Hz); noise does not."""
    sound = pcm.read(spoken[0], channels=1)[:, 0]
    frames = sound[: len(sound) // 1920 * 1920].reshape(-1, 1920)
    loud = frames[np.sqrt(np.mean(frames**2, axis=1)) > 0.01]
    peaks = []
    for frame in loud:
        likeness = np.correlate(frame, frame, "full")[len(frame) - 1 :]
        peaks.append(likeness[120:600].max() / likeness[0])
    assert 0.4 < np.mean(np.array(peaks) > 0.5) < 0.98


def test_every_word_is_heard_in_order_and_within_the_sound(
    spoken: tuple[Path, tuple[WordTime, ...]],
) -> None:
    path, words = spoken
    assert [TEXT[word.at : word.at + word.chars].strip(".,") for word in words] == [
        word.strip(".,") for word in TEXT.split()
    ]
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0 < times[0] < times[-1] <= len(pcm.read(path, channels=1)) / pcm.RATE


def test_words_begin_where_the_sound_does_after_a_pause(
    spoken: tuple[Path, tuple[WordTime, ...]],
) -> None:
    path, words = spoken
    sound = pcm.read(path, channels=1)[:, 0]
    (get,) = (word for word in words if TEXT[word.at :].startswith("Get"))
    first = round((get.start - 0.3) * pcm.RATE)
    levels = np.sqrt(np.mean(sound[first : first + 24_000].reshape(-1, 480) ** 2, axis=1))
    quiet = np.flatnonzero(levels[:36] < 0.05 * levels.max())
    assert (quiet[-1] + 1) * 0.01 - 0.3 == pytest.approx(0, abs=0.12)


def test_a_line_is_the_same_bytes_every_time(
    spoken: tuple[Path, tuple[WordTime, ...]], tmp_path: Path
) -> None:
    voice = pickle.loads(pickle.dumps(Hibari()))  # noqa: S301 - as it crosses to a worker
    voice.speak("Something else.", "en", tmp_path / "other.wav")
    voice.speak(TEXT, "en", tmp_path / "again.wav")
    assert (tmp_path / "again.wav").read_bytes() == spoken[0].read_bytes()


def test_a_higher_rate_is_shorter(tmp_path: Path) -> None:
    for wpm in (130, 220):
        Hibari(wpm).speak("It keeps its heat.", "en", tmp_path / f"{wpm}.wav")
    slow, fast = (len(pcm.read(tmp_path / f"{wpm}.wav", channels=1)) for wpm in (130, 220))
    assert slow > 1.3 * fast


def test_markup_is_text_and_no_command() -> None:
    commanded, lamp, pan = (
        "".join(token.phonemes for token in read(text)).strip(" .()/[]")
        for text in ("[lamp](/\u02c8pæn/)", "lamp", "\u02c8pæn")
    )
    assert commanded.startswith(lamp)
    assert not commanded.startswith(pan)


def test_it_speaks_english_alone(tmp_path: Path) -> None:
    assert [Hibari().speaks(tag) for tag in ("en", "en-GB", "de", "zh")] == [True, True] + 2 * [
        False
    ]
    with pytest.raises(VoiceError, match="speaks English only"):
        Hibari().speak("Guten Tag.", "de", tmp_path / "x.wav")


@pytest.mark.parametrize("text", ["...", "", "— !"])
def test_a_line_without_words_is_an_error_and_no_silence(text: str, tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match=r"nothing to say|silence"):
        Hibari().speak(text, "en", tmp_path / "x.wav")


@pytest.mark.parametrize("text", ["Füße für 中文 lamps", "naïve Ø 5 🙂 café", "a" * 900])
def test_what_is_no_english_is_no_crash(text: str, tmp_path: Path) -> None:
    Hibari().speak(text, "en", tmp_path / "x.wav")
    assert len(pcm.read(tmp_path / "x.wav", channels=1)) > 0.3 * pcm.RATE


def test_the_fingerprint_names_the_version_the_voice_and_the_seed() -> None:
    found = Hibari(150).fingerprint()
    assert {"engine", "version", "revision", "voice", "seed", "rate"} == set(found)
    assert (found["voice"], found["rate"]) == ("heart", 150)
