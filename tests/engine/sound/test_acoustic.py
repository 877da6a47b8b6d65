"""Phonemes in parts, and when each word of them is heard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.sound.acoustic import Token, batches, identifiers, timed

WORDS = st.lists(st.sampled_from(["pæn ", "hit, ", "ʌvən. ", "it "]), min_size=1, max_size=40)


def tokens(words: list[str]) -> list[Token]:
    return [Token(n * 5, 3, word) for n, word in enumerate(words)]


@given(WORDS, st.integers(5, 60))
def test_parts_hold_every_word_once_and_no_more_than_fits(words: list[str], most: int) -> None:
    parts = list(batches(tokens(words), most))
    assert [token for part in parts for token in part] == tokens(words)
    for part in parts:
        assert len(part) == 1 or sum(len(token.phonemes) for token in part) <= most


def test_parts_end_with_sentences_where_they_can() -> None:
    first, second = batches(tokens(["pæn ", "ʌvən. ", "hit, ", "it ", "pæn. "]), 20)
    assert first[-1].phonemes == "ʌvən. "
    assert len(second) == 3


def test_a_word_is_heard_from_its_first_sound_to_its_last() -> None:
    said = tokens(["pæn, ", "it"])
    numbers = identifiers(said)
    assert (numbers[0], numbers[-1], len(numbers)) == (0, 0, 9)
    # a pad of 4, three sounds of 2, a comma of 6, a space of 1, two sounds of 3, a pad
    found = list(timed(said, [4, 2, 2, 2, 6, 1, 3, 3, 2], start=1.0))
    assert [(word.at, round(word.start, 3), round(word.end, 3)) for word in found] == [
        (0, 1.1, 1.25),
        (5, 1.425, 1.575),
    ]
