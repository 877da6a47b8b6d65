"""Files reach workers that do not see them through the store, and serve there as they do here."""

from __future__ import annotations

import hashlib
import multiprocessing
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import font_source_sans_pro
import pytest

from engine.brand import Brand, open_brand
from engine.inputs import InputFile
from engine.inspection import limits_for
from engine.jobs.assembling import laid_out
from engine.jobs.finishing import mix
from engine.jobs.shooting import Standards, shoot
from engine.renderers.animatic import Animatic
from engine.store import BlobKind, FolderBlobs
from schemas.brand import BrandSettings
from schemas.brief import Picture
from schemas.edit import SoundClip, Track
from schemas.errors import RenderError, WorkError
from schemas.keys import key_of
from tests.demo import DEMO
from tests.engine.edit.conftest import PREVIEW
from tests.engine.jobs.conftest import assembled, assembly_of
from tests.engine.jobs.test_shooting import setup_of, showing
from tests.seen import seen

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
    '<circle cx="40" cy="20" r="18" fill="#fff"/></svg>'
)


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "store")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the driver's machine holds; a test removes it to be on another."""
    here = tmp_path / "driver"
    here.mkdir()
    for name in ("logo.png", "bed.m4a"):
        shutil.copy(DEMO / "brand" / name, here)
    (here / "logo.svg").write_text(SVG)
    shutil.copy(font_source_sans_pro.font_files_ttf["SourceSansPro"], here / "own.ttf")
    return here


@pytest.fixture(params=["logo.png", "logo.svg"])
def brand(request: pytest.FixtureRequest, folder: Path) -> Brand:
    settings = BrandSettings(logo=request.param, music="bed.m4a", fonts=("own.ttf",))
    return open_brand(settings, folder)


def drawn(brand: Brand, blobs: FolderBlobs) -> dict[str, bytes]:
    """What is drawn, by key; in a process of its own, since Pango keeps every font it met."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as worker:
        worker.submit(assembled, assembly_of(), brand, blobs).result()
    return {path.stem: path.read_bytes() for path in blobs.root.rglob("*.png")}


def leaf_of(path: Path) -> InputFile:
    return InputFile(path, hashlib.sha256(path.read_bytes()).hexdigest())


def test_a_worker_without_the_brands_files_draws_the_same_type_and_logo(
    brand: Brand, folder: Path, blobs: FolderBlobs, tmp_path: Path
) -> None:
    here = drawn(brand, FolderBlobs(tmp_path / "here"))
    sent = brand.upload(blobs)
    shutil.rmtree(folder)
    assert drawn(sent, blobs) == here
    placed = laid_out(assembly_of(), {}, sent.localize(blobs)).placed
    assert {bool(piece.recipe.logo) for piece in placed} == {True, False}


def test_a_worker_without_the_music_mixes_the_same_sound(folder: Path, blobs: FolderBlobs) -> None:
    brand = open_brand(BrandSettings(music="bed.m4a"), folder)
    edit = laid_out(assembly_of(), {}, brand).edit
    music = brand.recordings[0].file
    bed = SoundClip(track=Track.MUSIC, key=music.sha256, frames=edit.frames)
    edit = edit.model_copy(update={"sounds": (bed,)})
    here, there = key_of("sound", n=1), key_of("sound", n=2)
    mix(here, edit, music, PREVIEW, blobs)
    sent = brand.upload(blobs).recording(music.sha256)
    shutil.rmtree(folder)
    mix(there, edit, sent, PREVIEW, blobs)
    same = [blobs.path(key, BlobKind.SOUND).read_bytes() for key in (here, there)]
    assert same[0] == same[1]


def test_a_worker_without_the_picture_shoots_it_all_the_same(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    file = tmp_path / "lamp.jpg"
    shutil.copy(DEMO / "pictures" / "halo-lamp-1.jpg", file)
    input_file = leaf_of(file)
    picture = Picture(
        path="lamp.jpg",
        sha256=input_file.sha256,
        width=900,
        height=900,
        format="jpeg",
        seen=seen(900),
    )
    setup = showing(setup_of(frames=12, seed=0), picture).model_copy(
        update={"renderer": "animatic"}
    )
    sent = input_file.upload(blobs)
    file.unlink()
    with pytest.raises(RenderError, match="the picture cannot be read"):
        shoot(setup, Animatic().shooter(), [input_file], Standards(limits_for()), blobs)
    assert shoot(setup, Animatic().shooter(), [sent], Standards(limits_for()), blobs).takes


def test_an_adopted_leaf_is_what_the_driver_had_whatever_lies_at_its_path(
    tmp_path: Path, blobs: FolderBlobs
) -> None:
    (tmp_path / "bed.m4a").write_bytes(b"the driver's")
    input_file = leaf_of(tmp_path / "bed.m4a")
    sent = input_file.upload(blobs)
    (tmp_path / "bed.m4a").write_bytes(b"another machine's")
    assert sent.localize(blobs).path.read_bytes() == b"the driver's"
    assert input_file.localize(blobs) is input_file


def test_a_file_that_changed_meanwhile_is_not_adopted(tmp_path: Path, blobs: FolderBlobs) -> None:
    (tmp_path / "a.jpg").write_bytes(b"before")
    input_file = leaf_of(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").write_bytes(b"after")
    with pytest.raises(WorkError, match=r"A file changed while it was being used \(.*a\.jpg\)"):
        input_file.upload(blobs)
    assert not blobs.has(input_file.sha256, BlobKind.FILE)


def test_what_a_brand_looks_like_does_not_depend_on_where_its_files_lie(
    brand: Brand, blobs: FolderBlobs
) -> None:
    assert brand.upload(blobs).key() == brand.key()
    assert brand.upload(blobs).localize(blobs).key() == brand.key()
