"""Written words, and when they are heard in the film."""

from __future__ import annotations

from fractions import Fraction

from engine.edit.lengths import Voiced
from engine.edit.spoken import spoken_words
from schemas.edit import SoundClip, Track
from schemas.script import Line
from schemas.speech import WordTime

RATE = Fraction(24)


def heard(
    text: str, words: list[tuple[int, int, float, float]], **more: str
) -> list[tuple[str, int]]:
    """The written words with the frames at which they begin."""
    times = tuple(WordTime(at=a, chars=c, start=s, end=e) for a, c, s, e in words)
    said = Voiced(Line(shot="one", text=text, **more), "key", 3.0, times)
    written = more.get("written", text)
    clip = SoundClip(track=Track.VOICE, key="key", text=written, start=48, frames=72)
    found = list(spoken_words(said, clip, RATE, "en"))
    ends = [*(word.at for word in found[1:]), len(written)][: len(found)]
    assert all(word.frames >= 1 for word in found)
    return [
        (written[word.at : end].strip(), word.start) for word, end in zip(found, ends, strict=True)
    ]


def test_words_stand_in_the_films_frames() -> None:
    assert heard("It keeps", [(0, 2, 0.5, 0.7), (3, 5, 1.0, 1.5)]) == [("It", 60), ("keeps", 72)]


def test_what_is_said_in_more_words_than_it_is_written_in_is_one() -> None:
    words = [(0, 4, 0.0, 0.5), (5, 3, 0.5, 1.0), (9, 5, 1.0, 1.5), (15, 3, 1.5, 2.0)]
    assert heard("Only 129,00 € now", words) == [("Only", 48), ("129,00 €", 60), ("now", 84)]


def test_captions_that_spell_a_line_otherwise_are_as_far_into_it() -> None:
    words = [(0, 4, 0.0, 0.5), (5, 4, 1.0, 1.5)]
    assert heard("halo lamp", words, written="HALO LAMP") == [("HALO", 48), ("LAMP", 72)]


def test_without_times_there_are_no_words() -> None:
    assert heard("It keeps", []) == []
