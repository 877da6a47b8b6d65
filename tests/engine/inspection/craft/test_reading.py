"""Whether what is said and written can be read in its time, without sound and on a phone."""

from __future__ import annotations

import pytest

from engine.inspection.craft.paper import PaperEdit
from engine.inspection.craft.reading import reading
from schemas.edit import LayerRole
from tests.engine.inspection.craft.papers import paper, scene, words

SENTENCE = "It turns with you and stays."
"""28 characters: 1.65 s at 17 a second, and 0.3 s until it is noticed."""


def measured(film: PaperEdit) -> dict[str, float]:
    return dict(reading(film))


def load(*scenes: float, text: str = SENTENCE, role: LayerRole = LayerRole.HEADLINE) -> float:
    """Of a text that stands from and to these seconds."""
    start, end = scenes
    film = paper(scene(0, end, words=(words(role, text, after=start, until=end),)))
    return measured(film)["reading"]


def test_a_sentence_is_read_in_its_seconds() -> None:
    assert load(0, 1.95) == pytest.approx(1.0, abs=0.01)
    assert load(0, 3.9) == pytest.approx(0.5, abs=0.01)
    assert load(1.95, 3.9) == pytest.approx(1.0, abs=0.01)


def test_chinese_is_read_sign_by_sign() -> None:
    assert load(0, 1.3, text="它在您阅读时发光。"[:9]) == pytest.approx(1.0, abs=0.1)


def test_labels_are_glanced_at() -> None:
    assert load(0, 0.5, role=LayerRole.KICKER) == 0


def test_what_comes_in_late_must_be_read_in_what_is_left() -> None:
    first = words(LayerRole.HEADLINE, "Halo", until=6)
    late = words(LayerRole.SUBHEAD, SENTENCE, after=5, until=6)
    film = paper(scene(0, 6, words=(first, late)))
    assert measured(film)["reading"] == pytest.approx(1.95, abs=0.01)


def test_a_recap_of_what_was_read_is_recognised() -> None:
    point = scene(0, 4, words=(words(LayerRole.POINT, SENTENCE, until=4),))
    for text, seconds in ((SENTENCE, 0.3 + 0.4 * 1.65), (SENTENCE.upper(), 0.3 + 1.65)):
        recap = scene(4, 5, words=(words(LayerRole.RECAP, text, after=4, until=5),))
        assert measured(paper(point, recap))["reading"] == pytest.approx(seconds, abs=0.01)


def test_words_at_once_leave_out_labels_and_lists_that_build() -> None:
    shown = (
        words(LayerRole.KICKER, "Fjell and Co"),
        words(LayerRole.HEADLINE, "A lamp for every desk"),
        words(LayerRole.SUBHEAD, "Dim, bright"),
    )
    assert measured(paper(scene(0, 3, words=shown)))["words_at_once"] == 7
    building = [words(LayerRole.POINT, SENTENCE, building=True) for _ in range(3)]
    recap = words(LayerRole.RECAP, SENTENCE, SENTENCE)
    film = paper(scene(0, 9, words=(*building, recap)))
    assert measured(film)["words_at_once"] == 0


def test_the_smallest_letters_of_each_sort_are_told_once_type_is_laid_out() -> None:
    shown = tuple(
        words(role, "Halo", size=size)
        for role, size in (
            (LayerRole.HEADLINE, 90),
            (LayerRole.QUESTION, 60),
            (LayerRole.CTA, 30),
            (LayerRole.KICKER, 20),
        )
    )
    caption = words(LayerRole.CAPTION, "It shines.", size=26)
    film = paper(scene(0, 3, words=shown), beside=(caption,), unread=2, drawn=True)
    sizes = {name: size for name, size in measured(film).items() if name.endswith("_size")}
    assert sizes == {"heading_size": 60, "body_size": 26, "label_size": 20}
    assert measured(film)["unread"] == 2
    assert "body_size" not in measured(paper(scene(0, 3, words=shown)))
