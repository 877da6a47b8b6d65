from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.phrases import MOST_WORDS, head_of, phrases_of, sentences_of, word_count

WORDS = st.lists(
    st.sampled_from(["tea", "with", "a", "cup,", "handle;", "and", "glaze"]), min_size=1
)


@given(WORDS)
def test_phrases_hold_every_word_in_order_and_are_short(words: list[str]) -> None:
    text = " ".join(words)
    phrases = phrases_of(text)
    assert " ".join(phrases).split() == words
    assert all(word_count(phrase) <= MOST_WORDS + 4 for phrase in phrases)


@given(WORDS)
def test_a_title_is_its_head_and_its_rest(words: list[str]) -> None:
    title = " ".join(words)
    head, rest = head_of(title)
    assert head
    assert word_count(head) <= 7
    assert (head + rest).replace(" ", "").strip(",;") == title.replace(" ", "").strip(",;") or rest


def test_a_sentence_is_broken_where_readers_pause() -> None:
    text = "It holds a litre of tea for two, keeps it hot for an hour, and pours without a drop."
    assert phrases_of(text) == (
        "It holds a litre of tea for two,",
        "keeps it hot for an hour,",
        "and pours without a drop.",
    )


def test_no_phrase_is_left_hanging_where_the_next_can_begin_with_and() -> None:
    text = "Eight programmes, a basket that goes in the dishwasher and a timer that rings."
    assert phrases_of(text) == (
        "Eight programmes, a basket that goes in the dishwasher",
        "and a timer that rings.",
    )


def test_chinese_is_measured_by_its_letters() -> None:
    assert word_count("这款茶具由匠人手工制作") == 6
    assert (
        len(
            phrases_of(
                "这款茶具由匠人手工制作，釉色温润，容量适中，适合家庭日常使用，也适合作为礼物。"
            )
        )
        > 1
    )


def test_sentences_and_list_items_are_told_apart() -> None:
    assert sentences_of("One. Two!\nThree | plug") == ["One.", "Two!", "Three", "plug"]


def test_numbers_times_and_ranges_are_not_torn() -> None:
    text = "The battery holds 10,000 mAh and weighs 1,5 kg, works from 9:30 to 17:00 at 24–70 mm."
    assert " ".join(phrases_of(text)) == text
    assert all(any(one in phrase for phrase in phrases_of(text)) for one in ("10,000", "1,5 kg"))
    head, rest = head_of("Kaffeemaschine 1,5 Liter mit Mahlwerk und Milchschaum, schwarz")
    assert "1,5" in f"{head} {rest}"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is real… convenient. So is this.", ["It is real… convenient.", "So is this."]),
        ("Weighs approx. 2 kg. Folds flat.", ["Weighs approx. 2 kg.", "Folds flat."]),
        ("Hält bzw. trägt viel. Nr. 5 lebt.", ["Hält bzw. trägt viel.", "Nr. 5 lebt."]),
        ("One. . Two.", ["One. .", "Two."]),
        ("Volume: 8 oz. Weight: 2 lbs.", ["Volume: 8 oz.", "Weight: 2 lbs."]),
    ],
)
def test_only_what_ends_a_sentence_parts_it(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


def test_a_dash_between_blanks_is_a_pause() -> None:
    text = "The sporty bag can't be beat - not in the gym, not on the carousel, not anywhere."
    assert phrases_of(text)[0] == "The sporty bag can't be beat -"


def test_what_is_joined_to_a_headline_stands_alone_below_it() -> None:
    title = "Red wrap dress with flounce hem and long sleeves in printed viscose"
    assert head_of(title) == ("Red wrap dress with flounce hem", "Long sleeves in printed viscose")
