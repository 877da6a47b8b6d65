"""Words and takes become an edit, its type lies drawn in the store, its segments are named."""

from __future__ import annotations

import pickle
import wave
from dataclasses import replace
from hashlib import sha256

import cv2
import numpy as np
import pytest

from engine.brand import Brand
from engine.jobs.assembling import Spoken, laid_out
from engine.jobs.finishing import _drawn
from engine.store import BlobKind, FolderBlobs
from engine.typeset import draw
from schemas.brand import Rhythm
from schemas.edit import Edit, Track
from schemas.errors import RowError
from schemas.keys import key_of
from schemas.reject import Code
from schemas.script import Line
from schemas.speech import Heard
from tests.engine.jobs.conftest import assembled, assembly_of

LINE = Spoken(Line(shot="one", text="It keeps its heat."), key_of("line", n=1))


def test_every_sprite_over_a_segment_lies_in_the_store(brand: Brand, blobs: FolderBlobs) -> None:
    film = assembled(assembly_of(), brand, blobs)
    sprites = {overlay.sprite for segment in film.segments for overlay in segment.overlays}
    assert sprites
    assert all(blobs.has(key, BlobKind.SPRITE) for key in sprites)


def test_a_sprite_is_read_back_as_it_was_drawn(brand: Brand, blobs: FolderBlobs) -> None:
    placed = laid_out(assembly_of(), {}, brand).placed
    assembled(assembly_of(), brand, blobs)
    for piece in placed:
        assert np.array_equal(_drawn(piece.key, blobs), draw(piece.recipe, brand))


def test_a_plan_lays_out_the_same_film_and_draws_nothing(brand: Brand, blobs: FolderBlobs) -> None:
    planned = laid_out(assembly_of(), {}, brand)
    assert not blobs.root.exists()
    film = assembled(assembly_of(), brand, blobs)
    assert (film.edit, film.segments) == (planned.edit, planned.segments)


def test_a_brand_without_transitions_has_hard_cuts(brand: Brand) -> None:
    tokens = brand.tokens.model_copy(update={"rhythm": Rhythm(transitions=0)})
    usual, hard = (
        laid_out(assembly_of(), {}, one).edit for one in (brand, replace(brand, tokens=tokens))
    )
    assert any(cut.transition.frames for cut in usual.cuts)
    assert not any(cut.transition.frames for cut in hard.cuts)


def test_another_price_draws_only_what_shows_it(brand: Brand, blobs: FolderBlobs) -> None:
    assembled(assembly_of(), brand, blobs)
    before = {path.name for path in blobs.root.rglob("*.png")}
    old = laid_out(assembly_of(), {}, brand).placed
    assembled(assembly_of(price="€39.00"), brand, blobs)
    new = {path.stem for path in blobs.root.rglob("*.png")} - {name[:64] for name in before}
    recipes = {
        piece.key: piece.recipe for piece in laid_out(assembly_of(price="€39.00"), {}, brand).placed
    }
    assert new == recipes.keys() - {piece.key for piece in old}
    assert [recipes[key].text for key in new] == [("€39.00",)]


def test_what_was_drawn_is_not_drawn_again(brand: Brand, blobs: FolderBlobs) -> None:
    assembled(assembly_of(), brand, blobs)
    sprites = list(blobs.root.rglob("*.png"))
    for path in sprites:
        assert cv2.imwrite(str(path), np.zeros((2, 2, 4), np.uint8))
    marked = [path.read_bytes() for path in sprites]
    assembled(assembly_of(), brand, blobs)
    assert [path.read_bytes() for path in sprites] == marked


def test_a_labelled_film_wears_its_label_from_its_first_frame_and_another_film_none(
    brand: Brand, blobs: FolderBlobs
) -> None:
    film = assembled(replace(assembly_of(), labelled=True), brand, blobs)
    placed = laid_out(replace(assembly_of(), labelled=True), {}, brand).placed
    (label,) = (piece for piece in placed if piece.recipe.text == ("AI-generated",))
    first = next(item for item in film.segments[0].overlays if item.sprite == label.key)
    assert (first.start, first.enter, first.motion) == (0, 0, "cut")
    assert blobs.has(label.key, BlobKind.SPRITE)
    bare = laid_out(assembly_of(), {}, brand)
    assert all(item.sprite != label.key for segment in bare.segments for item in segment.overlays)


def test_the_edit_lies_in_the_store_under_its_key(brand: Brand, blobs: FolderBlobs) -> None:
    film = assembled(assembly_of(), brand, blobs)
    text = blobs.path(film.edit.key, BlobKind.DOCUMENT).read_text("utf-8")
    assert Edit.model_validate_json(text) == film.edit
    assert Edit.model_validate_json(text).key == film.edit.key


def test_a_job_says_what_it_made_so_that_nobody_reads_it_again(
    brand: Brand, blobs: FolderBlobs
) -> None:
    made = {one.key: one for one in assembled(assembly_of(lines=(LINE,)), brand, blobs).made}
    for key, one in made.items():
        data = blobs.path(key, one.kind).read_bytes()
        assert (one.sha256, one.bytes) == (sha256(data).hexdigest(), len(data))
    assert {one.kind for one in made.values()} == {
        BlobKind.SPOKEN,
        BlobKind.SPRITE,
        BlobKind.DOCUMENT,
    }


def test_lines_are_spoken_into_the_store_with_their_lengths(
    brand: Brand, blobs: FolderBlobs
) -> None:
    film = assembled(assembly_of(lines=(LINE,)), brand, blobs)
    with wave.open(str(blobs.path(LINE.key, BlobKind.SPOKEN)), "rb") as sound:
        assert film.heard[LINE.key].seconds == sound.getnframes() / sound.getframerate()
    assert 0.5 < film.heard[LINE.key].seconds < 3


def test_words_stand_in_the_edit_where_they_are_heard(brand: Brand, blobs: FolderBlobs) -> None:
    edit = assembled(assembly_of(lines=(LINE,)), brand, blobs).edit
    (clip,) = edit.on(Track.VOICE)
    starts = [word.start for word in clip.words]
    assert len(starts) == len(clip.text.split())
    assert starts == sorted(starts)
    assert clip.start <= starts[0] < starts[-1] < clip.end
    assert [clip.text[word.at :].split()[0] for word in clip.words] == clip.text.split()


def test_a_line_that_is_there_already_is_not_spoken_again(brand: Brand, blobs: FolderBlobs) -> None:
    with blobs.writing(LINE.key, BlobKind.SPOKEN) as target, wave.open(str(target), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        sound.writeframes(bytes(120_000))
    film = assembled(assembly_of(lines=(LINE,)), brand, blobs)
    assert film.heard == {LINE.key: Heard(seconds=1.25)}
    known = assembled(assembly_of(lines=(replace(LINE, heard=Heard(seconds=1.0)),)), brand, blobs)
    assert known.heard == {LINE.key: Heard(seconds=1.0)}


def test_a_character_without_a_font_quarantines_the_row(brand: Brand, blobs: FolderBlobs) -> None:
    with pytest.raises(RowError, match=r"U\+10FFFD") as caught:
        assembled(assembly_of(title="Pan \U0010fffd"), brand, blobs)
    assert caught.value.code == Code.GLYPH


def test_an_assembly_and_its_film_cross_to_workers_and_back(brand: Brand) -> None:
    film = laid_out(assembly_of(), {}, brand)
    assert pickle.loads(pickle.dumps(film)) == film  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(assembly_of())) == assembly_of()  # noqa: S301 - as above
