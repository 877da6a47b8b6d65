from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.edit import Cut, Edit, Layer, LayerRole, Transition
from schemas.script import Role
from schemas.setup import Canvas

CANVAS = Canvas(width=320, height=180)
Timeline = list[tuple[int, int]]
"""Frames of each cut, and of the dissolve by which it comes in."""


def laid(lengths: Timeline) -> tuple[Cut, ...]:
    cuts: list[Cut] = []
    for n, (frames, dissolve) in enumerate(lengths):
        overlap = dissolve if cuts else 0
        start = cuts[-1].end - overlap if cuts else 0
        cuts.append(cut(f"s{n}", start, frames, overlap))
    return tuple(cuts)


def cut(shot: str, start: int, frames: int, overlap: int = 0) -> Cut:
    """A cut that comes in by a dissolve of `overlap` frames."""
    dissolve = Transition(kind="dissolve", frames=overlap) if overlap else Transition()
    return Cut(
        shot=shot,
        take="k",
        rate=CANVAS.rate,
        available=200,
        start=start,
        frames=frames,
        transition=dissolve,
    )


def layer(start: int, frames: int) -> Layer:
    return Layer(role=LayerRole.HEADLINE, text=("Cup",), locale="en", start=start, frames=frames)


LENGTHS = st.lists(
    st.integers(2, 90).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n // 2))),
    min_size=1,
    max_size=6,
)


@given(LENGTHS)
def test_a_film_lasts_as_long_as_its_cuts_less_their_dissolves(lengths: Timeline) -> None:
    cuts = laid([(frames + 45, dissolve) for frames, dissolve in lengths])
    edit = Edit(canvas=CANVAS, cuts=cuts)
    assert edit.frames == sum(one.frames - one.transition.frames for one in cuts)


@given(LENGTHS, st.integers(1, 5), st.data())
def test_a_gap_or_an_overlap_that_no_dissolve_explains_is_refused(
    lengths: Timeline, off: int, data: st.DataObject
) -> None:
    cuts = list(laid([(frames + 45, dissolve) for frames, dissolve in lengths]))
    n = data.draw(st.integers(0, len(cuts) - 1))
    moved = cuts[n].start + off
    cuts[n] = cuts[n].model_copy(update={"start": moved})
    with pytest.raises(ValidationError, match=f"cut 's{n}' starts at frame {moved}, not at"):
        Edit(canvas=CANVAS, cuts=tuple(cuts))


def test_a_dissolve_as_long_as_its_cut_is_refused() -> None:
    with pytest.raises(ValidationError, match="cut 'b' starts at"):
        Edit(canvas=CANVAS, cuts=(cut("a", 0, 10), cut("b", 5, 5, 5)))


def test_a_film_cannot_begin_with_a_dissolve() -> None:
    with pytest.raises(ValidationError, match="cut 'a' starts at frame 0, not at -4"):
        Edit(canvas=CANVAS, cuts=(cut("a", 0, 10, 4),))


def test_a_film_has_at_least_one_cut() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        Edit(canvas=CANVAS, cuts=())


def test_a_layer_may_end_with_the_film() -> None:
    edit = Edit(canvas=CANVAS, cuts=laid([(24, 0)]), layers=(layer(4, 20),))
    assert edit.layers[0].end == edit.frames


def test_a_layer_that_outlasts_the_film_is_refused() -> None:
    with pytest.raises(ValidationError, match="layer headline ends at frame 25, the film at 24"):
        Edit(canvas=CANVAS, cuts=laid([(24, 0)]), layers=(layer(4, 21),))


def test_every_written_role_is_a_layer_of_the_same_name() -> None:
    assert {role.value for role in Role} <= {role.value for role in LayerRole}


@pytest.mark.parametrize(("kind", "frames"), [("cut", 3), ("dissolve", 0)])
def test_a_cut_takes_no_time_and_every_other_transition_some(kind: str, frames: int) -> None:
    with pytest.raises(ValidationError, match=f"transition '{kind}' cannot take {frames} frames"):
        Transition(kind=kind, frames=frames)


@pytest.mark.parametrize("kind", ["", "Dissolve", "../dissolve", "os.path", "__init__"])
def test_a_transition_has_the_name_of_a_module_and_of_nothing_else(kind: str) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        Transition(kind=kind, frames=3)


def test_an_edit_that_was_changed_has_another_key() -> None:
    edit = Edit(canvas=CANVAS, cuts=laid([(24, 0)]))
    before = edit.key
    assert edit.model_copy(update={"layers": (layer(4, 20),)}).key != before
    assert Edit.model_validate_json(edit.model_dump_json()).key == before
