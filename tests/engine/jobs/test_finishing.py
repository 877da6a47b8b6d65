"""Segments are encoded, the sound is mixed, the film is joined, measured and looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.brand import Brand
from engine.edit.compose import composed
from engine.edit.layers import Footage
from engine.edit.segments import Segment
from engine.inspection import limits_for
from engine.jobs.assembling import Assembled, Spoken
from engine.jobs.finishing import Joined, Reel, _drawn, encode, finish, mix
from engine.media import Planes, planes
from engine.sound import longest_silence, sound_key
from engine.store import BlobKind, FolderBlobs
from schemas.errors import EncodeError
from schemas.keys import key_of
from schemas.script import Line
from schemas.setup import Canvas
from tests.decoded import decode_all
from tests.engine.edit.conftest import PREVIEW, flat, take_of
from tests.engine.jobs.conftest import assembled, assembly_of, clip, shoot_footage

LINE = Spoken(Line(shot="one", text="Keeps heat."), key_of("line", n=1))
FRAMES = 36 + 36 - 11


@dataclass(frozen=True, slots=True)
class Finished:
    cut: Assembled
    reel: Reel
    joined: Joined
    blobs: FolderBlobs

    @property
    def film(self) -> Path:
        return self.blobs.path(self.reel.key, BlobKind.JOIN)


def _finish(film: Assembled, blobs: FolderBlobs) -> Finished:
    for segment in film.segments:
        encode(segment, blobs)
    sound = sound_key(film.edit, PREVIEW)
    mix(sound, film.edit, None, PREVIEW, blobs)
    keys = tuple(segment.key() for segment in film.segments)
    reel = Reel(key_of("join", segments=keys, sound=sound), keys, sound, film.edit, PREVIEW)
    return Finished(film, reel, finish(reel, blobs, limits_for()), blobs)


@pytest.fixture(scope="module")
def finished(brand: Brand, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A product film of two shots, spoken, lettered and joined, at 320x180."""
    blobs = FolderBlobs(tmp_path_factory.mktemp("store") / "blobs")
    shoot_footage(blobs)
    return _finish(assembled(assembly_of(lines=(LINE,)), brand, blobs), blobs)


@pytest.fixture(scope="module")
def generated(brand: Brand, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The same film, silent and labelled, its second take a model's: 208x120, 16 a second."""
    blobs = FolderBlobs(tmp_path_factory.mktemp("store") / "blobs")
    shoot_footage(blobs)
    native = Canvas(width=208, height=120, rate=Fraction(16))
    take = key_of("take", shot="two", by="a model")
    with blobs.writing(take, BlobKind.TAKE) as target:
        clip("mandelbrot=size=208x120:rate=16", 32, target)
    assembly = assembly_of()
    footage = {**assembly.footage, "two": Footage(take, 32, flat(0.2), canvas=native)}
    labelled = replace(assembly, footage=footage, labelled=True)
    return _finish(assembled(labelled, brand, blobs), blobs)


def test_the_film_passes_its_inspection(finished: Finished) -> None:
    assert finished.joined.inspection.passed, finished.joined.inspection.failed
    assert finished.joined.key == finished.joined.inspection.subject == finished.reel.key
    measured = {one.measure: one.value for one in finished.joined.inspection.measurements}
    assert measured["frames"] == finished.cut.edit.frames
    assert measured["loudness"] == pytest.approx(-14, abs=1)


def test_the_film_decodes_to_its_last_frame(finished: Finished) -> None:
    assert decode_all(finished.film) == finished.cut.edit.frames


def _composed(finished: Finished) -> list[Planes]:
    """What every segment was asked to show, before the encoder saw it."""
    width, height = PREVIEW.width, PREVIEW.height
    frames = []
    for segment in finished.cut.segments:
        assert isinstance(segment, Segment)
        for data in composed(
            segment,
            lambda key: finished.blobs.path(key, BlobKind.TAKE),
            lambda key: _drawn(key, finished.blobs),
        ):
            samples = np.frombuffer(data, np.uint8)
            y, u, v = np.split(samples, [width * height, width * height * 5 // 4])
            half = (height // 2, width // 2)
            frames.append((y.reshape(height, width), u.reshape(half), v.reshape(half)))
    return frames


def test_every_decoded_frame_is_the_one_that_was_composed(finished: Finished) -> None:
    wanted, found = _composed(finished), list(planes(finished.film))
    assert len(wanted) == len(found)
    for one, other in zip(wanted, found, strict=True):
        for a, b in zip(one, other, strict=True):
            assert np.abs(a.astype(float) - b).mean() < 4


def test_the_price_stands_in_the_film_in_the_accent_colour_and_only_at_its_time(
    finished: Finished,
) -> None:
    """Red in BT.709: V is 240. The layer is in the edit; its tag is sought in the picture."""
    price = next(layer for layer in finished.cut.edit.layers if layer.late)
    frames = list(planes(finished.film))
    red = [int((v > 215).sum()) for _, _, v in frames]
    standing = price.start + (price.frames // 2)
    assert red[standing] > max(red[price.start - 1], 1) + 40
    rows, columns = np.nonzero(frames[standing][2] > 215)
    left, right = 2 * columns.min(), 2 * columns.max()
    assert left >= 0.05 * PREVIEW.width - 2
    assert right <= 0.95 * PREVIEW.width
    assert 2 * rows.max() <= 0.95 * PREVIEW.height


def test_the_voice_is_heard(finished: Finished) -> None:
    assert longest_silence(finished.film) < FRAMES / 24


def test_the_thumbnail_is_a_frame_of_the_film_in_its_size(finished: Finished) -> None:
    with Image.open(finished.blobs.path(finished.joined.thumbnail, BlobKind.THUMBNAIL)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 180))
        seen = np.asarray(picture, float) @ np.array([0.2126, 0.7152, 0.0722])
    frames = [(y.astype(float) - 16) * 255 / 219 for y, _, _ in planes(finished.film)]
    nearest = min(float(np.abs(seen - frame).mean()) for frame in frames)
    assert nearest < 6


def test_finishing_again_joins_nothing_and_measures_the_same(finished: Finished) -> None:
    times = {path: path.stat().st_mtime_ns for path in finished.blobs.root.rglob("*.*")}
    again = finish(finished.reel, finished.blobs, limits_for())
    assert (again.key, again.inspection) == (finished.joined.key, finished.joined.inspection)
    assert {path: path.stat().st_mtime_ns for path in finished.blobs.root.rglob("*.*")} == times


def test_a_film_over_its_profiles_cap_is_made_and_does_not_pass(finished: Finished) -> None:
    capped = replace(finished.reel, profile=PREVIEW.model_copy(update={"max_bytes": 1000}))
    inspection = finish(capped, finished.blobs, limits_for()).inspection
    assert [found.measure for found in inspection.failed] == ["bytes"]


def test_encoding_the_same_segment_gives_the_same_bytes(finished: Finished) -> None:
    segment = finished.cut.segments[0]
    path = finished.blobs.path(segment.key(), BlobKind.SEGMENT)
    before = path.read_bytes()
    encode(segment, finished.blobs)
    assert path.read_bytes() == before


def test_a_segment_of_a_take_that_is_gone_fails_and_leaves_nothing(
    finished: Finished, blobs: FolderBlobs
) -> None:
    segment = replace(finished.cut.segments[0], overlays=())
    with pytest.raises(EncodeError, match="cannot be read"):
        encode(segment, blobs)
    assert not blobs.has(segment.key(), BlobKind.SEGMENT)
    assert [path for path in blobs.root.rglob("*") if path.is_file()] == []


def test_a_film_with_a_take_of_a_model_is_whole_and_passes_its_inspection(
    generated: Finished,
) -> None:
    assert generated.joined.inspection.passed, generated.joined.inspection.failed
    assert decode_all(generated.film) == generated.cut.edit.frames == FRAMES
    wanted, found = _composed(generated), list(planes(generated.film))
    for one, other in zip(wanted, found, strict=True):
        for a, b in zip(one, other, strict=True):
            assert np.abs(a.astype(float) - b).mean() < 4


def test_encoding_a_take_of_a_model_again_gives_the_same_bytes(generated: Finished) -> None:
    segment = generated.cut.segments[-1]
    assert isinstance(segment, Segment)
    assert segment.shown.native is not None
    path = generated.blobs.path(segment.key(), BlobKind.SEGMENT)
    before = path.read_bytes()
    encode(segment, generated.blobs)
    assert path.read_bytes() == before


def test_the_label_is_in_the_very_first_frame_of_a_generated_film_and_of_no_other(
    finished: Finished, generated: Finished
) -> None:
    """Light letters on a dark plate, in the upper left corner of the safe area."""
    corner = slice(9, 24), slice(16, 66)
    labelled, bare = (next(planes(film.film, 0, 1))[0][corner] for film in (generated, finished))
    own = next(planes(finished.blobs.path(take_of("one"), BlobKind.TAKE), 0, 1))[0][corner]
    assert np.abs(bare.astype(int) - own).mean() < 12
    assert np.percentile(labelled, 98) - np.percentile(labelled, 40) > 90  # type of 7 pixels
    assert np.abs(labelled.astype(int) - own).mean() > 30
