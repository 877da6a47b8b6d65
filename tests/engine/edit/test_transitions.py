"""A transition is one file: it is looked up by name, keyed by its revision, and shown."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import ffmpeg
from engine.edit import transitions
from engine.edit.compose import composed
from engine.edit.segments import Segment, segments_of
from engine.edit.transitions import transition_kind
from engine.encode import encode_segment
from engine.media import Planes, planes
from schemas.delivery import Profile
from schemas.edit import Cut, Edit, Layer, LayerRole, Transition
from schemas.errors import EncodeError
from schemas.setup import Canvas

CURTAIN = '''
"""Curtain: the second picture is uncovered from one side."""

REVISION = 1


def blend(before, after, share, parameters):
    """Columns of the second picture up to `share` of the width, from the left or the right."""
    mixed = []
    for old, new in zip(before, after):
        plane, edge = old.copy(), round(share * old.shape[1])
        leftwards = parameters["from"] == "right"
        columns = slice(old.shape[1] - edge, None) if leftwards else slice(0, edge)
        plane[:, columns] = new[:, columns]
        mixed.append(plane)
    return tuple(mixed)
'''


@pytest.fixture
def curtain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of transitions, with one file more in it."""
    file = tmp_path / "more" / "curtain.py"
    file.parent.mkdir()
    file.write_text(CURTAIN)
    monkeypatch.setattr(transitions, "__path__", [*transitions.__path__, str(file.parent)])
    importlib.invalidate_caches()
    yield file
    sys.modules.pop("engine.edit.transitions.curtain", None)


PROFILE = Profile(name="test", width=160, height=90, rate=Fraction(24), crf=4)
BINARY = "0" * 64


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A dark take and a light one."""
    folder = tmp_path_factory.mktemp("takes")
    for name, colour in (("dark", "0x303030"), ("light", "0xd0d0d0")):
        coded = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "4", "-bf", "0")
        source = ("-f", "lavfi", "-i", f"color={colour}:size=160x90:rate=60", "-frames:v", "90")
        ffmpeg.run([*source, *coded, str(folder / f"{name}.mp4")], what=name)
    return {name: folder / f"{name}.mp4" for name in ("dark", "light")}


def edit_of(how: Transition, *layers: Layer, rate: int = 24, frames: int = 40) -> Edit:
    canvas = Canvas(width=160, height=90, rate=Fraction(rate))
    start = frames - how.frames
    cuts = [
        Cut(
            shot=name,
            take=name,
            rate=canvas.rate,
            available=90,
            start=at,
            frames=frames,
            transition=one,
        )
        for name, at, one in (("dark", 0, Transition()), ("light", start, how))
    ]
    return Edit(canvas=canvas, cuts=tuple(cuts), layers=layers)


def joining(edit: Edit) -> list[Segment]:
    """The segments in which both takes are on the timeline."""
    return [one for one in segments_of(edit, (), PROFILE, BINARY) if one.incoming]


def lumas(segment: Segment, takes: dict[str, Path]) -> list[float]:
    size = segment.canvas.width * segment.canvas.height
    frames = composed(segment, takes.__getitem__, lambda _: np.zeros((1, 1, 4), np.uint8))
    return [float(np.frombuffer(frame, np.uint8)[:size].mean()) for frame in frames]


@pytest.mark.usefixtures("curtain")
def test_a_new_transition_is_one_file_and_is_seen_in_the_encoded_film(
    takes: dict[str, Path], tmp_path: Path
) -> None:
    how = Transition(kind="curtain", frames=9, parameters={"from": "left"})
    (segment,) = joining(edit_of(how))
    frames = composed(segment, takes.__getitem__, lambda _: np.zeros((1, 1, 4), np.uint8))
    encode_segment(segment, frames, tmp_path / "curtain.mp4")
    middle: Planes = list(planes(tmp_path / "curtain.mp4"))[4]
    dark, light = (next(planes(takes[name]))[0].mean() for name in ("dark", "light"))
    assert middle[0][:, :70].mean() == pytest.approx(light, abs=3)
    assert middle[0][:, 90:].mean() == pytest.approx(dark, abs=3)


@pytest.mark.usefixtures("curtain")
def test_kind_parameters_and_revision_of_a_transition_are_in_its_segments_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wipes = [
        Transition(kind="curtain", frames=9, parameters={"from": one}) for one in ("left", "right")
    ]
    keys = [joining(edit_of(one))[0].key() for one in wipes]
    keys.append(joining(edit_of(Transition(kind="dissolve", frames=9)))[0].key())
    monkeypatch.setattr(transition_kind("curtain"), "REVISION", 2)
    keys.append(joining(edit_of(wipes[0]))[0].key())
    assert len(set(keys)) == 4


def test_a_transition_that_there_is_not_is_named_with_those_that_there_are() -> None:
    with pytest.raises(EncodeError, match=r"no transition 'swirl' .* one of: dip, dissolve"):
        transition_kind("swirl")


def test_a_dissolve_that_late_type_cuts_in_two_goes_on_where_it_was(
    takes: dict[str, Path],
) -> None:
    """At 60 frames a second a dissolve is long enough for a segment to begin within it."""
    how = Transition(kind="dissolve", frames=26)
    price = Layer(role=LayerRole.PRICE, text=("€49",), locale="en", start=47, frames=30, late=True)
    whole, *none = joining(edit_of(how, rate=60, frames=60))
    first, second = joining(edit_of(how, price, rate=60, frames=60))
    assert (none, first.frames, second.frames) == ([], 13, 13)
    assert lumas(first, takes) + lumas(second, takes) == lumas(whole, takes)


SHIPPED = ("dip", "dissolve", "iris", "push", "whip", "wipe", "zoom")


@pytest.mark.parametrize("kind", SHIPPED)
def test_a_transition_goes_from_one_picture_to_the_other_and_keeps_both(kind: str) -> None:
    before, after = (
        (plane(50), plane(90, 2), plane(100, 2)),
        (plane(200), plane(160, 2), plane(140, 2)),
    )
    blend = transition_kind(kind).blend
    shares = [n / 12 for n in range(1, 12)]
    frames = [blend(before, after, share, {}) for share in shares]
    assert {tuple(part.shape for part in frame) for frame in frames} == {
        ((90, 160), (45, 80), (45, 80))
    }
    means = [float(frame[0].mean()) for frame in frames]
    assert means == sorted(means)
    assert means[0] < 85
    assert means[-1] > 165
    assert before[0].max() == 50
    assert after[0].min() == 200


def plane(level: int, by: int = 1) -> NDArray[np.uint8]:
    return np.full((90 // by, 160 // by), level, np.uint8)
