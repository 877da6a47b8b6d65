"""Takes, words and sounds stand where and when they should."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.brief import Kind
from schemas.edit import Edit, Ink, Layer, LayerRole
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Role, Title
from tests.engine.edit.conftest import PREVIEW, TALL, board, edit_of, take_of, voiced


def _layers(edit: Edit, role: LayerRole) -> list[Layer]:
    return [layer for layer in edit.layers if layer.role is role]


def headline(shot: str, text: str = "Cast iron", *, start: int = 0, leave: int = 0) -> Title:
    return Title(shot=shot, role=Role.HEADLINE, text=(text,), start=start, leave=leave)


@given(lengths=st.lists(st.integers(1, 200), min_size=1, max_size=6), kind=st.sampled_from(Kind))
def test_cuts_follow_without_gaps_and_never_three_at_once(lengths: list[int], kind: Kind) -> None:
    edit = edit_of(board(*lengths), kind=kind)
    assert [cut.frames for cut in edit.cuts] == lengths
    for before, after in pairwise(edit.cuts):
        assert after.start == before.end - after.dissolve
        assert after.start >= before.start + before.dissolve
    assert edit.frames == sum(lengths) - sum(cut.dissolve for cut in edit.cuts)


@pytest.mark.parametrize(("kind", "dissolve"), [(Kind.PRODUCT, 11), (Kind.LESSON, 9), (Kind.AD, 0)])
def test_a_kind_has_its_own_pace(kind: Kind, dissolve: int) -> None:
    """0.42 s and 0.34 s at 24 frames a second; an ad cuts."""
    edit = edit_of(board(96, 96, 96), kind=kind)
    assert [cut.dissolve for cut in edit.cuts] == [0, dissolve, dissolve]


def test_every_cut_shows_the_take_of_its_shot() -> None:
    edit = edit_of(board(60, 60))
    assert [(cut.shot, cut.take) for cut in edit.cuts] == [
        ("one", take_of("one")),
        ("two", take_of("two")),
    ]


@given(start=st.integers(0, 300), leave=st.integers(0, 300), shot=st.sampled_from(["one", "two"]))
def test_titles_never_leave_their_shot(start: int, leave: int, shot: str) -> None:
    edit = edit_of(board(96, 120, 72), headline(shot, start=start, leave=leave))
    (layer,), cuts = edit.layers, {cut.shot: cut for cut in edit.cuts}
    following = edit.cuts[[cut.shot for cut in edit.cuts].index(shot) + 1]
    assert cuts[shot].start <= layer.start < layer.end <= following.start


def test_a_title_waits_for_half_the_dissolve_and_is_gone_when_the_next_begins() -> None:
    edit = edit_of(board(96, 96, 96), headline("two"))
    (layer,), (_, second, third) = edit.layers, edit.cuts
    assert layer.start == second.start + second.dissolve // 2
    assert layer.end == third.start


def test_a_title_comes_and_goes_when_it_is_asked_to() -> None:
    edit = edit_of(board(96, 96), headline("one", start=30, leave=12))
    (layer,) = edit.layers
    assert (layer.start, layer.end) == (30, edit.cuts[1].start - 12)


def test_placeholders_are_bound_and_only_late_columns_mark_their_layers() -> None:
    edit = edit_of(
        board(96, 96),
        headline("one", "{title}"),
        Title(shot="one", role=Role.KICKER, text=("Only {stock} left",)),
        Title(shot="two", role=Role.PRICE, text=("{price}", "{was_price}")),
        known={"title": "Pan", "stock": "3", "price": "€49.00", "was_price": "€59.00"},
    )
    assert [(layer.text, layer.late) for layer in edit.layers] == [
        (("Pan",), False),
        (("Only 3 left",), True),
        (("€49.00", "€59.00"), True),
    ]


def test_an_unfilled_placeholder_quarantines_the_row() -> None:
    with pytest.raises(
        RowError, match=r"asks for \{price\}, which the row does not fill"
    ) as caught:
        edit_of(board(96), headline("one", "{price}"), known={"title": "Pan"})
    assert caught.value.code == Code.PLACEHOLDER


def test_ink_follows_the_footage_of_the_titles_own_shot() -> None:
    edit = edit_of(board(96, 96), headline("one"), headline("two"), luma={"one": 0.9, "two": 0.1})
    assert [layer.ink for layer in edit.layers] == [Ink.DARK, Ink.LIGHT]


def test_words_lie_over_their_own_shot_in_their_order() -> None:
    lines = [
        voiced("one", 1.0, "First.", offset=12),
        voiced("one", 1.0, "Second."),
        voiced("two", 2.0, "Third.", offset=6),
    ]
    edit = edit_of(board(96, 96), lines=lines)
    assert [(said.text, said.start, said.frames) for said in edit.voice] == [
        ("First.", 12, 24),
        ("Second.", 36, 24),
        ("Third.", edit.cuts[1].start + 6, 48),
    ]


def test_words_in_a_hurry_say_so() -> None:
    edit = edit_of(board(96, handle=0), lines=[voiced("one", 4.0)])
    (said,) = edit.voice
    assert said.tempo == pytest.approx(96 / 85)
    assert said.frames == 85


def test_captions_spell_what_a_voice_pronounces_otherwise() -> None:
    line = voiced("one", 2.0, "three liters", written="3 l")
    assert [caption.text for caption in edit_of(board(96), lines=[line]).captions] == ["3 l"]


def test_captions_are_burnt_in_only_where_the_profile_asks() -> None:
    lines = [voiced("one", 2.0, "It keeps its heat.")]
    beside, burnt = (edit_of(board(96), lines=lines, profile=each) for each in (PREVIEW, TALL))
    assert beside.captions == burnt.captions != ()
    assert _layers(beside, LayerRole.CAPTION) == []
    (layer,) = _layers(burnt, LayerRole.CAPTION)
    (cue,) = burnt.captions
    assert (layer.text, layer.start, layer.frames) == ((cue.text,), cue.start, cue.frames)


def test_a_caption_that_repeats_what_is_written_is_not_burnt() -> None:
    lines = [voiced("one", 2.0, "Cast iron!"), voiced("two", 2.0, "Cast iron!")]
    edit = edit_of(board(96, 96), headline("one", "CAST IRON"), lines=lines, profile=TALL)
    (layer,) = _layers(edit, LayerRole.CAPTION)
    assert len(edit.captions) == 2
    assert layer.start >= edit.cuts[1].start  # only where the headline is gone


@given(seconds=st.floats(0.5, 5), kind=st.sampled_from(Kind))
def test_captions_never_outlast_the_film(seconds: float, kind: Kind) -> None:
    """A cue stays 0.4 s after its words; an ad ends 0.25 s after them."""
    edit = edit_of(board(72, 96), lines=[voiced("two", seconds)], kind=kind, profile=TALL)
    assert edit.captions[-1].start + edit.captions[-1].frames <= edit.frames


def test_one_logo_stands_through_a_film_of_one_brightness() -> None:
    edit = edit_of(board(96, 96, 96), logo=True)
    (logo,) = _layers(edit, LayerRole.LOGO)
    assert (logo.start, logo.end, logo.ink) == (0, edit.frames, Ink.LIGHT)


def test_the_logo_changes_its_ink_with_the_pictures_and_is_never_missing() -> None:
    luma = {"one": 0.1, "two": 0.1, "three": 0.9, "four": 0.1}
    edit = edit_of(board(96, 96, 96, 96), logo=True, luma=luma)
    logos = _layers(edit, LayerRole.LOGO)
    assert [logo.ink for logo in logos] == [Ink.LIGHT, Ink.DARK, Ink.LIGHT]
    assert (logos[0].start, logos[-1].end) == (0, edit.frames)
    assert [logo.start for logo in logos[1:]] == [edit.cuts[2].start, edit.cuts[3].start]
    assert all(after.start <= before.end for before, after in pairwise(logos))


def test_without_a_logo_no_layer_is_made_for_one() -> None:
    assert edit_of(board(96)).layers == ()


def test_words_that_would_come_too_late_in_a_shortened_shot_stay_long_enough_to_be_read() -> None:
    late = Title(shot="one", role=Role.CTA, text=("Go",), start=90)
    (layer,) = (one for one in edit_of(board(96, 96), late).layers if one.role is LayerRole.CTA)
    assert layer.frames >= 1.2 * 24
