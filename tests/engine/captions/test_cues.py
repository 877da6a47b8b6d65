from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.captions import cues
from engine.captions.chunks import columns
from schemas.edit import Caption, SoundClip, SpokenWord, Track

RATE = Fraction(24)
LONG = (
    "A key light models the form, a fill opens the shadow, and a rim parts it from the background. "
    "The bottle holds 500 ml and costs 1,299.00 euros."
)
CHINESE = "深蓝太阳纹表盘，在光线下层次分明。精钢表壳配棕色皮表带，通勤、聚会都相宜。"


def spoken(text: str, start: int = 0, frames: int = 240) -> SoundClip:
    return SoundClip(track=Track.VOICE, key="key", text=text, start=start, frames=frames)


def texts(found: tuple[Caption, ...]) -> list[str]:
    return [caption.text for caption in found]


def test_a_short_line_is_one_caption_that_lingers_after_it() -> None:
    found = cues([spoken("Nord Bottle.", 12, 36)], RATE, "en", end=100)
    assert found == (Caption(start=12, frames=46, text="Nord Bottle."),)


def test_no_caption_outlasts_the_film() -> None:
    (caption,) = cues([spoken("Nord Bottle.", 12, 36)], RATE, "en", end=50)
    assert caption.start + caption.frames == 50


def test_captions_end_where_the_text_pauses() -> None:
    found = texts(cues([spoken(LONG)], RATE, "en", end=240))
    assert found == [
        "A key light models the form,\na fill opens the shadow,",
        "and a rim parts it from the background.",
        "The bottle holds 500 ml\nand costs 1,299.00 euros.",
    ]


def test_chinese_captions_have_lines_of_at_most_16_characters() -> None:
    found = texts(cues([spoken(CHINESE)], RATE, "zh-CN", end=240))
    lines = [line for text in found for line in text.split("\n")]
    assert max(map(len, lines)) <= 16
    assert all(text[-1] in "，。" for text in found)


def test_every_caption_stays_a_second_where_its_line_is_long_enough() -> None:
    found = cues([spoken(f"{LONG} So.", frames=200)], RATE, "en", end=400)
    assert min(caption.frames for caption in found) >= 24


def test_longer_texts_stay_longer() -> None:
    first, second, _ = cues([spoken(LONG)], RATE, "en", end=240)
    assert first.frames / second.frames == pytest.approx(
        columns(first.text) / columns(second.text), rel=0.05
    )


def test_music_alone_at_the_start_is_named_in_the_films_language() -> None:
    (music, _) = cues([spoken("Nord.", 60)], RATE, "de", end=300, music=True)
    assert music == Caption(start=0, frames=60, text="[Musik]")


def test_music_is_not_named_where_speech_begins_within_two_seconds() -> None:
    assert texts(cues([spoken("Nord.", 47)], RATE, "en", end=300, music=True)) == ["Nord."]


def test_a_film_without_speech_has_no_captions_but_its_music() -> None:
    assert cues([], RATE, "en", end=300) == ()
    assert texts(cues([], RATE, "zh", end=300, music=True)) == ["[音乐]"]


@given(
    st.lists(
        st.tuples(st.text(alphabet="ab c,。不.", max_size=120), st.integers(1, 200)), max_size=6
    )
)
def test_captions_follow_each_other_hold_every_word_and_at_most_two_lines(
    said: list[tuple[str, int]],
) -> None:
    lines, start = [], 0
    for text, frames in said:
        lines.append(spoken(text, start, frames))
        start += frames
    found = cues(lines, RATE, "en", end=start)
    for before, after in pairwise(found):
        assert before.start + before.frames <= after.start
    assert "".join("".join(texts(found)).split()) == "".join("".join(t for t, _ in said).split())
    assert all(caption.start + caption.frames <= start for caption in found)
    for caption in found:
        if max(map(len, caption.text.split())) <= 16 and "\n" in caption.text:
            assert caption.text.count("\n") == 1


def timed(text: str, starts: dict[str, int], frames: int = 240) -> SoundClip:
    """A line whose words begin at those frames."""
    words = tuple(
        SpokenWord(at=text.index(word), start=start, frames=1) for word, start in starts.items()
    )
    return spoken(text, frames=frames).model_copy(update={"words": words})


def test_captions_begin_with_the_word_that_is_spoken() -> None:
    line = timed(LONG, {"A key": 0, "light": 8, "and a": 100, "The bottle": 171, "costs": 210})
    assert [caption.start for caption in cues([line], RATE, "en", end=240)] == [0, 100, 171]


def test_a_caption_that_is_spoken_too_fast_still_stays_a_second() -> None:
    line = timed(LONG, {"A key": 0, "and a": 5, "The bottle": 230})
    found = cues([line], RATE, "en", end=240)
    assert min(caption.frames for caption in found) >= 24
    assert [one.start + one.frames for one in found[:-1]] == [one.start for one in found[1:]]


def test_between_two_words_time_goes_as_letters_do() -> None:
    line = timed(CHINESE, {"深蓝": 0})
    starts = [caption.start for caption in cues([line], RATE, "zh", end=240)]
    assert starts == sorted(starts)
    assert 80 < starts[len(starts) // 2] < 160
