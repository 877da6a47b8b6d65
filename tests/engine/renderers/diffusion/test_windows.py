"""Clips of a take: every length is the model's, nothing is left out, and each sees what it goes on
from."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.renderers.diffusion.windows import Gap, Grid, gaps, windows

STEPS = st.sampled_from([4, 8])


@given(
    step=STEPS,
    total=st.integers(1, 400),
    most=st.integers(2, 30),
    seen=st.integers(0, 14),
    before=st.integers(0, 5),
    after=st.integers(0, 5),
)
def test_every_frame_of_a_gap_is_drawn_in_clips_of_the_models_lengths(
    step: int, total: int, most: int, seen: int, before: int, after: int
) -> None:
    longest, context = most * step + 1, min(seen, most // 2) * step
    first = before * step + 1 if before else 0
    end = first + total * step + (0 if before else 1)
    frames_after = after * step if after else 0
    made = windows(Gap(first, end, end + frames_after), step, longest, context)
    drawn = {n for window in made for n in range(window.first, window.last + 1)}
    assert set(range(first, end)) <= drawn
    assert max(drawn) < end + frames_after + step
    for window in made:
        assert window.frames % step == 1
        assert window.frames <= longest
    lengths = [window.frames for window in made]
    assert max(lengths) - min(lengths) <= step
    ordered = made if made[0].first <= made[-1].first else made[::-1]
    for one, following in pairwise(ordered):
        assert one.last - following.first == context  # so many frames, and one, are shared


def test_what_fits_into_one_clip_is_one() -> None:
    def lengths(frames: int, context: int = 0) -> list[int]:
        return [one.frames for one in windows(Gap(0, frames, frames), 4, 81, context)]

    assert lengths(81) == [81]
    assert lengths(1) == [1]
    assert lengths(85) == [45, 41]
    assert lengths(85, 12) == [49, 49]


def test_a_take_that_ends_in_what_is_known_is_drawn_from_its_end() -> None:
    made = windows(Gap(0, 40, 49), 4, 25, 4)
    assert made[0].last > made[-1].last
    assert made[-1].first == 0


def test_a_gap_takes_less_of_what_is_known_where_that_spares_a_clip() -> None:
    (made,) = windows(Gap(41, 117, 129), 4, 89, 12)
    assert (made.first, made.last) == (36, 124)


def test_words_that_change_divide_a_gap() -> None:
    assert list(gaps([], 17, [0, 5])) == [Gap(0, 5, 5), Gap(5, 17, 17)]


@given(step=STEPS, count=st.integers(0, 200), written=st.integers(1, 7200), data=st.data())
def test_what_an_author_timed_stands_on_the_grid_as_near_as_it_can(
    step: int, count: int, written: int, data: st.DataObject
) -> None:
    grid = Grid(step, count * step + 1, written)
    frame = data.draw(st.integers(0, written - 1))
    place = grid.at(frame)
    assert place % step == 0
    exact = frame * (grid.frames - 1) / max(1, written - 1)
    assert abs(place - exact) <= step / 2
    assert grid.at(0) == 0
    assert grid.count(frame + 1) % step in (1, 1 - step)
