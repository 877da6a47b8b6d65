"""Segments partition a film, and a change touches exactly those that show it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.brand import Brand, open_brand
from engine.edit.segments import Incoming, Segment, TakeRange, cut_points, segments_of
from engine.typeset import Motion, Placed, SpriteRecipe, lay_out
from schemas.brand import BrandSettings
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Edit, Transition
from schemas.script import Role, Title
from schemas.setup import Canvas
from tests.engine.edit.conftest import PREVIEW, TALL, board, edit_of, take_of

BINARY = "0" * 64


def placed_of(edit: Edit, *, delay: int = 0) -> tuple[Placed, ...]:
    """A sprite for each layer, keyed by its words; drawn by nobody."""
    return tuple(
        Placed(
            recipe=SpriteRecipe(form="line", text=layer.text),
            layer=n,
            x=10.0,
            y=10.0,
            width=40,
            height=20,
            delay=delay,
            motion=Motion.RISE,
        )
        for n, layer in enumerate(edit.layers)
    )


def keys_of(edit: Edit, *, delay: int = 0, profile: Profile = PREVIEW) -> list[str]:
    pieces = placed_of(edit, delay=delay)
    return [segment.key() for segment in segments_of(edit, pieces, profile, BINARY)]


def _spans(segments: Sequence[Segment]) -> list[range]:
    ends = list(accumulate(segment.frames for segment in segments))
    return [range(end - one.frames, end) for end, one in zip(ends, segments, strict=True)]


def test_a_film_is_cut_at_its_shots_and_dissolves() -> None:
    assert cut_points(edit_of(board(96, 96, 96))) == (0, 85, 96, 170, 181, 266)
    assert cut_points(edit_of(board(96, 96, 96), kind=Kind.AD)) == (0, 96, 192, 288)


def test_a_film_is_cut_where_late_type_begins_and_ends_but_not_at_other_type() -> None:
    late = Title(shot="one", role=Role.PRICE, text=("{price}",), start=30, leave=20)
    early = Title(shot="one", role=Role.HEADLINE, text=("Pan",), start=40, leave=12)
    edit = edit_of(board(96, 96), late, early, known={"price": "€49"})
    assert cut_points(edit) == (0, 30, 65, 85, 96, 181)


@pytest.mark.parametrize(("start", "cuts"), [(7, False), (8, True)])
def test_late_type_within_eight_frames_of_a_cut_makes_no_cut_of_its_own(
    start: int, cuts: bool
) -> None:
    late = Title(shot="one", role=Role.PRICE, text=("{price}",), start=start)
    edit = edit_of(board(96, 96), late, known={"price": "€49"})
    assert (start in cut_points(edit)) == cuts


@pytest.mark.parametrize(("leave", "cuts"), [(7, False), (8, True)])
def test_late_type_that_goes_within_eight_frames_of_a_cut_makes_none_either(
    leave: int, cuts: bool
) -> None:
    late = Title(shot="one", role=Role.PRICE, text=("{price}",), start=30, leave=leave)
    edit = edit_of(board(96, 96), late, known={"price": "€49"})
    assert (85 - leave in cut_points(edit)) == cuts


def test_a_dissolve_shows_both_takes_at_their_own_frames() -> None:
    edit = edit_of(board(96, 96))
    before, both, after = segments_of(edit, (), PREVIEW, BINARY)
    assert (before.shown, before.incoming) == (TakeRange(take_of("one"), 0), None)
    assert both.shown == TakeRange(take_of("one"), 85)
    assert both.incoming == Incoming(
        TakeRange(take_of("two"), 0), Transition(kind="dissolve", frames=11)
    )
    assert (after.shown, after.incoming) == (TakeRange(take_of("two"), 11), None)


def test_type_keeps_its_time_across_segments() -> None:
    """What began in one segment has a start before the next: a negative one."""
    title = Title(shot="one", role=Role.HEADLINE, text=("Pan",), start=20)
    late = Title(shot="one", role=Role.PRICE, text=("{price}",), start=50)
    edit = edit_of(board(96), title, late, known={"price": "€49"})
    first, second = segments_of(edit, placed_of(edit), PREVIEW, BINARY)
    assert [(one.start, one.frames) for one in first.overlays] == [(20, 76)]
    assert [(one.start, one.frames) for one in second.overlays] == [(-30, 76), (0, 46)]


TITLES = st.builds(
    Title,
    shot=st.sampled_from(["one", "two", "three"]),
    role=st.just(Role.HEADLINE),
    text=st.sampled_from([("{price}",), ("Was {was_price}",), ("{title}",), ("Cast iron",)]),
    start=st.integers(0, 150),
    leave=st.integers(0, 150),
)


@given(
    lengths=st.lists(st.integers(1, 150), min_size=3, max_size=6),
    titles=st.lists(TITLES, max_size=5),
    kind=st.sampled_from(Kind),
    delay=st.integers(0, 20),
)
@settings(max_examples=150)
def test_segments_partition_any_film_and_a_price_changes_exactly_those_that_show_it(
    lengths: list[int], titles: list[Title], kind: Kind, delay: int
) -> None:
    known = {"title": "Pan", "price": "€49.00", "was_price": "€59.00"}
    old, new = (
        edit_of(board(*lengths), *titles, known=known | change, kind=kind)
        for change in ({}, {"price": "€39.00"})
    )
    segments = segments_of(old, placed_of(old, delay=delay), PREVIEW, BINARY)
    spans = _spans(segments)
    assert all(spans)
    assert sum(segment.frames for segment in segments) == old.frames

    # At every frame the takes that the cuts put there are shown, at the frame that is due.
    for span, segment in zip(spans, segments, strict=True):
        due = [cut for cut in old.cuts if cut.start < span.stop and cut.end > span.start]
        shown = [segment.shown, *([segment.incoming.shown] if segment.incoming else [])]
        assert [(one.take, one.first) for one in shown] == [
            (cut.take, span.start - cut.start) for cut in due
        ]
        assert all(cut.start <= span.start and span.stop <= cut.end for cut in due)

    priced = [
        range(layer.start + delay, layer.end)
        for layer, after in zip(old.layers, new.layers, strict=True)
        if layer.text != after.text
    ]
    showing = [any(frame in stay for stay in priced for frame in span) for span in spans]
    changed = [
        before != after
        for before, after in zip(keys_of(old, delay=delay), keys_of(new, delay=delay), strict=True)
    ]
    assert changed == showing


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    return open_brand(BrandSettings(), tmp_path_factory.mktemp("brand"))


@pytest.mark.parametrize("profile", [PREVIEW, TALL], ids=lambda profile: str(profile.name))
def test_with_real_type_a_price_changes_only_the_segments_that_show_it(
    brand: Brand, profile: Profile
) -> None:
    titles = (
        Title(shot="one", role=Role.HEADLINE, text=("Cast iron pan",)),
        Title(shot="two", role=Role.SUBHEAD, text=("Keeps its heat",)),
        Title(shot="two", role=Role.PRICE, text=("{price}",), start=24),
        Title(shot="two", role=Role.CTA, text=("Order now",), start=36),
    )
    films = []
    for price in ("€49.00", "€1,249.00"):
        edit = edit_of(board(72, 96), *titles, known={"price": price}, profile=profile)
        pieces = lay_out(edit.layers, edit.canvas, profile.safe, brand)
        films.append(segments_of(edit, pieces, profile, BINARY))
    assert _spans(films[0]) == _spans(films[1])
    changed = [old.key() != new.key() for old, new in zip(*films, strict=True)]
    price_begins = 61 + 24
    assert changed == [span.stop > price_begins for span in _spans(films[0])]


@pytest.mark.parametrize("profile", [PREVIEW, TALL], ids=lambda profile: str(profile.name))
def test_a_label_changes_only_the_segments_that_it_stands_in(
    brand: Brand, profile: Profile
) -> None:
    titles = (
        Title(shot="one", role=Role.HEADLINE, text=("Cast iron pan",)),
        Title(shot="two", role=Role.SUBHEAD, text=("Keeps its heat",)),
    )
    films = []
    for label in (False, True):
        edit = edit_of(board(90, 96), *titles, profile=profile, label=label)
        pieces = lay_out(edit.layers, edit.canvas, profile.safe, brand)
        films.append(segments_of(edit, pieces, profile, BINARY))
    changed = [old.key() != new.key() for old, new in zip(*films, strict=True)]
    assert changed == [span.start < 78 for span in _spans(films[0])] == [True, False, False]


@pytest.mark.parametrize(
    "other",
    [
        {"crf": PREVIEW.crf + 1},
        {"preset": "medium"},
        {"width": 640, "height": 360},
        {"rate": "30"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_coding_and_canvas_are_part_of_the_key(other: dict[str, object]) -> None:
    profile = Profile.model_validate(PREVIEW.model_dump() | other)
    keys = (keys_of(edit_of(board(96), profile=one), profile=one) for one in (PREVIEW, profile))
    assert next(keys) != next(keys)


def test_the_encoders_binary_is_part_of_the_key() -> None:
    edit = edit_of(board(96))
    one, other = (segments_of(edit, (), PREVIEW, digit * 64)[0].key() for digit in "01")
    assert one != other


def test_a_take_of_another_size_or_rate_is_conformed_in_every_segment_that_shows_it() -> None:
    native = Canvas(width=832, height=480, rate=Fraction(16))
    before, both, after = segments_of(
        edit_of(board(96, 96), native={"two": native}), (), PREVIEW, BINARY
    )
    assert before.shown.native is None
    assert both.incoming is not None
    assert [both.incoming.shown.native, after.shown.native] == [native, native]
    assert (both.incoming.shown.first, after.shown.first) == (0, 11)  # in frames of the edit


def test_what_a_take_was_shot_in_is_part_of_the_key() -> None:
    natives = [
        None,
        Canvas(width=832, height=480, rate=Fraction(16)),
        Canvas(width=832, height=480, rate=Fraction(24)),
        Canvas(width=1280, height=720, rate=Fraction(16)),
    ]
    keys = {
        keys_of(edit_of(board(96), native={"one": native} if native else {}))[0]
        for native in natives
    }
    assert len(keys) == len(natives)


def test_what_is_not_seen_is_no_part_of_the_key() -> None:
    """Loudness, caps and safe areas: none of them is in the pixels of a bare segment."""
    quiet = PREVIEW.model_copy(update={"loudness": -23.0, "max_bytes": 1, "name": "quiet"})
    assert keys_of(edit_of(board(96)), profile=quiet) == keys_of(edit_of(board(96)))
