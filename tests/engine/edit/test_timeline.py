"""Takes, words and sounds stand where and when they should."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Edit, Layer, LayerRole, TextTone, Track
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Role, Title
from schemas.setup import Canvas
from schemas.shot import PictureRef
from schemas.storyboard import Storyboard
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
        assert after.start == before.end - after.transition.frames
        assert after.start >= before.start + before.transition.frames
    assert edit.frames == sum(lengths) - sum(cut.transition.frames for cut in edit.cuts)


@pytest.mark.parametrize(
    ("kind", "dissolve"), [(Kind.PRODUCT, 11), (Kind.LESSON, 11), (Kind.AD, 0)]
)
def test_a_kind_has_its_own_rhythm(kind: Kind, dissolve: int) -> None:
    """0.42 s at 24 frames a second; an ad cuts."""
    edit = edit_of(board(96, 96, 96), kind=kind)
    assert [cut.transition.frames for cut in edit.cuts] == [0, dissolve, dissolve]


def test_every_cut_shows_the_take_of_its_shot() -> None:
    edit = edit_of(board(60, 60))
    assert [(cut.shot, cut.take) for cut in edit.cuts] == [
        ("one", take_of("one")),
        ("two", take_of("two")),
    ]


def test_a_title_comes_in_with_its_line() -> None:
    titles = (
        headline("one", "First"),
        headline("one", "Second").model_copy(update={"line": 1}),
    )
    lines = [voiced("one", 1.5, "First."), voiced("one", 1.0, "Second.")]
    edit = edit_of(board(120, 72), *titles, lines=lines)
    assert edit.layers[1].start == edit.on(Track.VOICE)[1].start


def test_a_shot_says_how_it_comes_in_and_no_dissolve_lies_over_the_same_picture() -> None:
    storyboard = board(96, 96, 96)
    shots = [
        shot.model_copy(update={"picture": PictureRef(picture=number), "joined": joined})
        for shot, number, joined in zip(
            storyboard.shots, (0, 0, 1), ("", "dissolve", "push"), strict=True
        )
    ]
    edit = edit_of(storyboard.model_copy(update={"shots": tuple(shots)}))
    assert [cut.transition.kind for cut in edit.cuts] == ["cut", "cut", "push"]


@given(start=st.integers(0, 300), leave=st.integers(0, 300), shot=st.sampled_from(["one", "two"]))
def test_titles_never_leave_their_shot(start: int, leave: int, shot: str) -> None:
    edit = edit_of(board(96, 120, 72), headline(shot, start=start, leave=leave))
    (layer,), cuts = edit.layers, {cut.shot: cut for cut in edit.cuts}
    following = edit.cuts[[cut.shot for cut in edit.cuts].index(shot) + 1]
    assert cuts[shot].start <= layer.start < layer.end <= following.start


def test_a_title_waits_for_half_the_dissolve_and_is_gone_when_the_next_begins() -> None:
    edit = edit_of(board(96, 96, 96), headline("two"))
    (layer,), (_, second, third) = edit.layers, edit.cuts
    assert layer.start == second.start + second.transition.frames // 2
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
    assert [layer.tone for layer in edit.layers] == [TextTone.DARK, TextTone.LIGHT]


def test_words_lie_over_their_own_shot_in_their_order() -> None:
    lines = [
        voiced("one", 1.0, "First.", offset=12),
        voiced("one", 1.0, "Second."),
        voiced("two", 2.0, "Third.", offset=6),
    ]
    edit = edit_of(board(96, 96), lines=lines)
    assert [(said.text, said.start, said.frames) for said in edit.on(Track.VOICE)] == [
        ("First.", 12, 24),
        ("Second.", 36, 24),
        ("Third.", edit.cuts[1].start + 6, 48),
    ]


@given(
    said=st.lists(st.tuples(st.integers(0, 90), st.floats(0.2, 2)), min_size=1, max_size=3),
    kind=st.sampled_from(Kind),
)
def test_several_lines_of_one_shot_all_end_before_it_does(
    said: list[tuple[int, float]], kind: Kind
) -> None:
    lines = [voiced("one", seconds, f"{n}.", offset=at) for n, (at, seconds) in enumerate(said)]
    try:
        edit = edit_of(board(96, 48), lines=lines, kind=kind)
    except RowError as error:
        assert error.code == Code.LENGTH  # noqa: PT017 - only some examples are too long
        return
    assert max(line.start + line.frames for line in edit.on(Track.VOICE)) <= edit.cuts[0].end


def test_words_in_a_hurry_say_so() -> None:
    edit = edit_of(board(96, handle=0), lines=[voiced("one", 4.0)])
    (said,) = edit.on(Track.VOICE)
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


def test_without_a_logo_no_layer_is_made_for_one() -> None:
    assert edit_of(board(96)).layers == ()


def test_a_cut_says_how_its_take_is_conformed_and_one_that_fits_says_nothing() -> None:
    native = Canvas(width=832, height=480, rate=Fraction(16))
    edit = edit_of(board(96, 96), native={"two": native})
    first, second = edit.cuts
    assert first.conform is None
    assert second.conform is not None
    assert second.conform.rate == "16 to 24"
    assert second.conform.how.startswith("motion-compensated, 832x480 cropped to 832x468")
    assert (first.frames, second.frames) == (96, 96)


def test_an_edit_of_takes_that_fit_is_the_one_that_it_always_was() -> None:
    fits = edit_of(board(96, 96), native={"one": PREVIEW.canvas, "two": PREVIEW.canvas})
    assert fits == edit_of(board(96, 96))


@pytest.mark.parametrize("rate", ["24", "30000/1001", "60"])
def test_the_label_stands_for_three_seconds_from_the_very_first_frame(rate: str) -> None:
    profile = Profile.model_validate(PREVIEW.model_dump() | {"rate": rate})
    edit = edit_of(board(96, 96), label=True, profile=profile)
    (label,) = _layers(edit, LayerRole.LABEL)
    assert label.start == 0
    assert label.frames >= 3.25 * profile.rate
    assert label.text == ("AI-generated",)


def test_the_label_of_a_short_film_stands_to_its_end() -> None:
    edit = edit_of(board(40), label=True)
    (label,) = _layers(edit, LayerRole.LABEL)
    assert (label.start, label.end) == (0, edit.frames)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de-AT", "KI-generiert"),
        ("zh-CN", "AI生成"),
        ("zh_TW", "AI生成"),
        ("pt-BR", "Gerado por IA"),
        ("ja", "AI生成"),
        ("th", "AI-generated"),
    ],
)
def test_the_label_is_in_the_films_language_and_in_english_where_that_is_not_known(
    locale: str, words: str
) -> None:
    (label,) = _layers(edit_of(board(96), label=True, locale=locale), LayerRole.LABEL)
    assert (label.text, label.locale) == ((words,), locale)


def test_only_a_film_with_generated_pictures_is_labelled_and_nothing_else_of_it_changes() -> None:
    bare, labelled = (edit_of(board(96, 96), logo=True, label=label) for label in (False, True))
    assert _layers(bare, LayerRole.LABEL) == []
    others = tuple(layer for layer in labelled.layers if layer.role is not LayerRole.LABEL)
    assert labelled.model_copy(update={"layers": others}) == bare


def test_words_that_would_come_too_late_in_a_shortened_shot_stay_long_enough_to_be_read() -> None:
    late = Title(shot="one", role=Role.CTA, text=("Go",), start=90)
    (layer,) = (one for one in edit_of(board(96, 96), late).layers if one.role is LayerRole.CTA)
    assert layer.frames >= 1.2 * 24


def test_music_lies_under_the_whole_film() -> None:
    edit = edit_of(board(96, 96), music="0" * 64)
    (bed,) = edit.on(Track.MUSIC)
    assert (bed.key, bed.start, bed.frames) == ("0" * 64, 0, edit.frames)
    assert edit_of(board(96, 96)).sounds == ()


def test_a_takes_own_sound_is_on_a_track_of_its_own_and_fades_with_the_pictures() -> None:
    edit = edit_of(board(96, 96, 96), sounding={"two", "three"})
    _, two, three = edit.cuts
    clips = edit.on(Track.NATURAL)
    assert [(clip.key, clip.start, clip.end) for clip in clips] == [
        (two.take, two.start, two.end),
        (three.take, three.start, three.end),
    ]
    fades = [(clip.fade_in, clip.fade_out) for clip in clips]
    assert fades == [(11 / 24, 11 / 24), (11 / 24, 0.02)]


def test_a_takes_own_sound_never_begins_hard_at_a_cut() -> None:
    (clip,) = edit_of(board(96, 96), kind=Kind.AD, sounding={"two"}).on(Track.NATURAL)
    assert (clip.fade_in, clip.fade_out) == (0.02, 0.02)


def test_a_cut_knows_the_rate_of_its_take_and_how_much_of_it_there_is() -> None:
    native = Canvas(width=832, height=480, rate=Fraction(16))
    one, two = edit_of(board(96, 90, handle=48), native={"two": native}).cuts
    assert (one.rate, one.available) == (Fraction(24), 144)
    assert (two.rate, two.available) == (native.rate, 138)


def test_a_shot_that_is_only_a_source_is_in_no_film() -> None:
    source, shown = board(96, 48).shots
    hidden = source.model_copy(update={"shown": False})
    edit = edit_of(Storyboard(shots=(hidden, shown)))
    assert [(cut.shot, cut.start) for cut in edit.cuts] == [("two", 0)]
