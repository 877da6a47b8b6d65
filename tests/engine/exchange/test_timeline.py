"""An edit in OpenTimelineIO's words: the same frames, exactly, whatever the joins and the rates."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import opentimelineio as otio
import pytest

from engine.edit.conform import conform_of
from engine.exchange.media import Media
from engine.exchange.timeline import timeline_of
from schemas.edit import Cut, Edit, Layer, LayerRole, SoundClip, Track, Transition
from schemas.setup import Canvas
from schemas.timing import covering

FILM = Canvas(width=320, height=180, rate=Fraction(30000, 1001))
NATIVE = Canvas(width=160, height=90, rate=Fraction(16))
JOINS = ("", "dissolve", "push", "", "whip")
LENGTHS = (50, 40, 61, 30, 44)
OVERLAPS = (0, 9, 12, 0, 7)


def _edit(*sounds: SoundClip, first: int = 3) -> Edit:
    """Five cuts, every second of a take at another rate."""
    cuts: list[Cut] = []
    end = 0
    for number, (join, frames, overlap) in enumerate(zip(JOINS, LENGTHS, OVERLAPS, strict=True)):
        native = NATIVE if number % 2 else FILM
        cuts.append(
            Cut(
                shot=f"shot{number}",
                take=f"{number}" * 64,
                rate=native.rate,
                available=covering(first + frames + 6, FILM.rate, native.rate),
                first=first,
                start=end - overlap,
                frames=frames,
                transition=Transition(kind=join, frames=overlap) if join else Transition(),
                conform=conform_of(native, FILM),
            )
        )
        end = cuts[-1].end
    title = Layer(role=LayerRole.HEADLINE, text=("Nord", "Bottle"), locale="en", start=5, frames=40)
    caption = Layer(role=LayerRole.CAPTION, text=("said",), locale="en", start=5, frames=40)
    return Edit(canvas=FILM, cuts=tuple(cuts), layers=(title, caption), sounds=sounds)


def _timeline(edit: Edit) -> otio.schema.Timeline:
    media = Media(
        takes={cut.take: Path(f"/m/film_{cut.shot}.mp4") for cut in edit.cuts},
        lines={(one.key, one.start): Path(f"/m/{one.start}.wav") for one in edit.on(Track.VOICE)},
        mix=Path("/m/mix.wav"),
    )
    made = timeline_of(edit, "Film", media, Path.as_uri, about={"id": "1"}, takes={})
    text = otio.adapters.write_to_string(made, "otio_json")
    return otio.adapters.read_from_string(text, "otio_json")


def test_the_timeline_is_as_many_frames_as_the_edit_at_its_exact_rate() -> None:
    edit = _edit()
    duration = _timeline(edit).duration()
    assert duration.value == edit.frames == sum(LENGTHS) - sum(OVERLAPS)
    assert Fraction(duration.rate).limit_denominator(1001) == FILM.rate


def test_each_frame_shows_the_frame_of_the_take_that_the_edit_shows() -> None:
    edit, track = _edit(), _timeline(_edit()).video_tracks()[0]
    for clip in track.find_clips():
        cut = next(one for one in edit.cuts if f"_{one.shot}." in clip.name)
        at = track.range_of_child(clip).start_time.value
        assert clip.source_range.start_time.value == cut.first + at - cut.start
        assert cut.start <= at < cut.end
        shown, available = clip.source_range, clip.media_reference.available_range
        assert Fraction(available.duration.rate).limit_denominator(1001) == cut.rate
        assert available.duration.value == cut.available
        assert available.start_time <= shown.start_time
        assert shown.end_time_exclusive() <= available.end_time_exclusive()


def test_transitions_lie_where_both_takes_are_seen_and_have_media_for_it() -> None:
    edit, track = _edit(), _timeline(_edit()).video_tracks()[0]
    joined = [cut for cut in edit.cuts if cut.transition.frames]
    transitions = [one for one in track if isinstance(one, otio.schema.Transition)]
    for cut, transition in zip(joined, transitions, strict=True):
        taken = track.range_of_child(transition)
        assert (taken.start_time.value, taken.duration.value) == (
            cut.start,
            cut.transition.frames,
        )
        assert transition.transition_type == otio.schema.TransitionTypes.SMPTE_Dissolve
        assert transition.metadata["callsheet"]["kind"] == transition.name == cut.transition.kind
    for before, transition in pairwise(track):
        if isinstance(transition, otio.schema.Transition):
            shown, media = before.source_range, before.media_reference.available_range
            end = shown.end_time_exclusive() + transition.out_offset
            assert end <= media.end_time_exclusive()


def test_markers_say_what_stands_on_screen_and_when() -> None:
    markers = _timeline(_edit()).tracks.markers
    (title,) = [one for one in markers if one.metadata["callsheet"]["kind"] == "headline"]
    assert title.metadata["callsheet"]["text"] == title.comment == "Nord\nBottle"
    assert (title.marked_range.start_time.value, title.marked_range.duration.value) == (5, 40)
    kinds = [one.metadata["callsheet"]["kind"] for one in markers]
    assert sorted(set(kinds)) == ["headline", "shot"]
    starts = [one.marked_range.start_time.value for one in markers]
    assert starts == sorted(starts)


def test_lines_stand_where_they_are_heard() -> None:
    said = [
        SoundClip(track=Track.VOICE, key="a" * 64, start=10, frames=30, text="One."),
        SoundClip(track=Track.VOICE, key="a" * 64, start=60, frames=24, text="One.", tempo=1.25),
    ]
    track = next(one for one in _timeline(_edit(*said)).audio_tracks() if one.name == "Voice")
    clips = list(track.find_clips())
    assert [track.range_of_child(one).start_time.value for one in clips] == [10, 60]
    assert [one.source_range.duration.value for one in clips] == [30, 24]
    assert [one.name for one in clips] == ["10.wav", "60.wav"]


def test_natural_sounds_that_overlap_in_a_dissolve_are_on_two_tracks() -> None:
    edit = _edit()
    heard = [
        SoundClip(
            track=Track.NATURAL, key=cut.take, first=cut.first, start=cut.start, frames=cut.frames
        )
        for cut in edit.cuts
    ]
    tracks = [one for one in _timeline(_edit(*heard)).audio_tracks() if "Natural" in one.name]
    assert [one.name for one in tracks] == ["Natural sound 1", "Natural sound 2"]
    placed = {
        clip.name: (track.range_of_child(clip).start_time.value, clip.source_range.duration.value)
        for track in tracks
        for clip in track.find_clips()
    }
    assert placed == {f"film_{cut.shot}.mp4": (cut.start, cut.frames) for cut in edit.cuts}


@pytest.mark.parametrize("name", ["Mix, as delivered"])
def test_the_mix_is_switched_off(name: str) -> None:
    track = next(one for one in _timeline(_edit()).audio_tracks() if one.name == name)
    assert not track.enabled
    assert not track[0].enabled
