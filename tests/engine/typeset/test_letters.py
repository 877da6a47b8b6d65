from __future__ import annotations

import numpy as np
import pytest

from engine.typeset.letters import Face, advance, coverage, ink

REGULAR = Face()


@pytest.mark.parametrize("text", ["Nord", "fjord", "不锈钢", "Å", "x"])
@pytest.mark.parametrize("size", [12.0, 48.0, 95.04])
def test_letters_fill_exactly_their_ink_box(text: str, size: float) -> None:
    letters, box = coverage(text, REGULAR, size), ink(text, REGULAR, size)
    assert letters.shape == (box.height, box.width)
    assert 0.8 < letters.max() <= 1
    rows, columns = (np.flatnonzero(letters.max(axis=axis)) for axis in (1, 0))
    assert max(rows[0], box.height - 1 - rows[-1]) <= 1
    assert max(columns[0], box.width - 1 - columns[-1]) <= 1


def test_letters_without_descender_stand_on_the_baseline() -> None:
    for text in ("H", "Nord", "500"):
        assert abs(ink(text, REGULAR, 96.0).bottom) <= 2
    assert ink("g", REGULAR, 96.0).bottom > 15


def test_a_chinese_word_in_a_line_does_not_move_its_baseline() -> None:
    alone, beside = ink("H", REGULAR, 96.0), ink("H 锈", REGULAR, 96.0)
    latin = coverage("H 锈", REGULAR, 96.0)[:, : alone.width]
    rows = np.flatnonzero(latin.max(axis=1) > 0.5)
    assert abs((beside.top + rows[0]) - alone.top) <= 1


def test_advances_add_up_to_a_line() -> None:
    line = ink("Warm light from a ring", REGULAR, 100.0)
    assert advance("Warm light from a ring", REGULAR) * 100 == pytest.approx(line.width, rel=0.03)


def test_heavy_chinese_has_thicker_strokes_and_open_counters() -> None:
    light, heavy = (coverage("腕", Face(weight=weight), 96.0) for weight in (400, 700))
    assert 1.12 < heavy.sum() / light.sum() < 1.5
    assert (heavy < 0.1).mean() > 0.3


def test_two_full_width_marks_share_their_air() -> None:
    assert advance("精，“精”", REGULAR) == pytest.approx(4.5, abs=0.03)


def test_quotation_marks_are_squares_in_chinese_and_narrow_in_latin() -> None:
    assert advance("精”", REGULAR) == pytest.approx(2.0, abs=0.03)
    assert advance("”", REGULAR) < 0.6


def test_chinese_and_latin_are_parted_by_a_thin_space() -> None:
    spaced, bare = ink("温500", REGULAR, 100.0), ink("500", REGULAR, 100.0)
    assert spaced.width > 100 + bare.width + 8


def test_markup_in_a_text_is_text() -> None:
    assert ink("<b>A</b> & B", REGULAR, 50.0).width > ink("A & B", REGULAR, 50.0).width
