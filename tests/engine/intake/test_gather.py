from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from numpy.typing import NDArray
from PIL import Image

from engine.intake import FileState, PictureMemory, gather_all
from engine.pictures import eyes
from schemas.brief import Brief, Material, Origin, Picture
from schemas.errors import RowError
from schemas.reject import Code
from schemas.understanding import Understanding
from tests.seen import seen


class RunMemory:
    def __init__(self) -> None:
        self.pictures: dict[FileState, Picture] = {}

    def get_many(self, states: Iterable[FileState], eyes: str) -> dict[FileState, Picture]:
        found = {state: self.pictures[state] for state in states if state in self.pictures}
        return {state: picture for state, picture in found.items() if picture.seen.eyes == eyes}

    def seen(self, sha256: str, eyes: str) -> Understanding | None:
        known = {(one.sha256, one.seen.eyes): one.seen for one in self.pictures.values()}
        return known.get((sha256, eyes))

    def put_many(self, pictures: Mapping[FileState, Picture]) -> None:
        self.pictures.update(pictures)


def _brief(*images: str, identity: str = "a") -> Brief:
    origin = Origin(source="c.csv", rows=(1,), digest="")
    return Brief(id=identity, title="Cup", images=images, origin=origin)


def gather(brief: Brief, root: Path, memory: PictureMemory | None = None) -> Material:
    found = gather_all([brief], root, memory or RunMemory())[brief.id]
    if isinstance(found, RowError):
        raise found
    assert isinstance(found, Material)
    return found


def _encoded(kind: str, size: tuple[int, int] = (96, 64), *, orientation: int = 1) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.effect_noise(size, 60).convert("RGB").save(file, kind, exif=exif)
    return file.getvalue()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "catalog"
    (folder / "pictures").mkdir(parents=True)
    return folder


def _refusal(root: Path, reference: str) -> RowError:
    with pytest.raises(RowError) as refusal:
        gather(_brief(reference), root)
    assert repr(reference)[1:-1][:20] in refusal.value.where
    return refusal.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_named_by_its_bytes_and_known_by_its_content(root: Path, kind: str) -> None:
    data = _encoded(kind)
    (root / "pictures" / "cup.dat").write_bytes(data)
    (picture,) = gather(_brief("pictures/../pictures/cup.dat"), root).pictures
    assert picture.path == "pictures/cup.dat"
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert (picture.width, picture.height, picture.format) == (96, 64, kind)


@pytest.mark.parametrize(("orientation", "size"), [(3, (96, 64)), (6, (64, 96)), (8, (64, 96))])
def test_the_size_is_upright(root: Path, orientation: int, size: tuple[int, int]) -> None:
    (root / "a.jpg").write_bytes(_encoded("JPEG", orientation=orientation))
    (picture,) = gather(_brief("a.jpg"), root).pictures
    assert (picture.width, picture.height) == size


def test_pictures_keep_the_briefs_order(root: Path) -> None:
    for name in "ab":
        (root / f"{name}.png").write_bytes(_encoded("PNG"))
    material = gather(_brief("b.png", str(root / "a.png")), root)
    assert [picture.path for picture in material.pictures] == ["b.png", "a.png"]


def test_a_row_without_pictures_says_so(root: Path) -> None:
    with pytest.raises(RowError, match="the row has no picture") as refusal:
        gather(_brief(), root)
    assert refusal.value.code == Code.IMAGE_NONE


@pytest.mark.parametrize(
    "reference",
    [
        *("file:///etc/passwd", "gopher://x", "data:image/png;base64,AAAA", "s3://bucket/a.jpg"),
    ],
)
def test_addresses_are_blocked_and_the_way_out_is_said(root: Path, reference: str) -> None:
    error = _refusal(root, reference)
    assert error.code == Code.URL_BLOCKED
    assert error.what.startswith("pictures are not fetched from")
    assert "beside the catalog" in error.remedy


@pytest.mark.parametrize(
    "reference",
    ["../outside.jpg", "/etc/passwd", "//host/share/a.jpg", "C:\\a.jpg", "\\\\host\\a.jpg"],
)
def test_paths_that_lead_out_of_the_folder_are_refused(root: Path, reference: str) -> None:
    (root.parent / "outside.jpg").write_bytes(_encoded("JPEG"))
    assert _refusal(root, reference).code == Code.IMAGE_OUTSIDE


@pytest.mark.parametrize(
    "reference",
    [
        *("/home/ada/shop/pictures/a b.jpg", "C:\\Shop\\pictures\\a b.jpg"),
        "\\\\host\\share\\pictures\\a b.jpg",
    ],
)
def test_a_path_of_another_machine_names_what_its_end_does(root: Path, reference: str) -> None:
    (root / "pictures" / "a b.jpg").write_bytes(_encoded("JPEG"))
    (root / "a b.jpg").write_bytes(_encoded("PNG"))
    assert gather(_brief(reference), root).pictures[0].path == "pictures/a b.jpg"
    assert _refusal(root, f"{reference}/../../../secret").code == Code.IMAGE_OUTSIDE


def test_a_symlink_that_leads_out_is_refused_and_one_that_stays_is_followed(root: Path) -> None:
    (root.parent / "outside.jpg").write_bytes(_encoded("JPEG"))
    (root / "pictures" / "in.jpg").write_bytes(_encoded("JPEG"))
    (root / "out").symlink_to(root.parent)
    (root / "link.jpg").symlink_to(root / "pictures" / "in.jpg")
    assert _refusal(root, "out/outside.jpg").code == Code.IMAGE_OUTSIDE
    assert gather(_brief("link.jpg"), root).pictures[0].path == "pictures/in.jpg"


def test_a_root_that_is_itself_a_symlink_is_its_target(root: Path) -> None:
    (root / "a.jpg").write_bytes(_encoded("JPEG"))
    link = root.parent / "link"
    link.symlink_to(root)
    assert gather(_brief("a.jpg"), link).pictures[0].path == "a.jpg"


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("pictures/cup-l.jpg", "Close to it: 'pictures/cup-1.jpg'."),
        ("pictures\\cup-1.jpg", "Close to it: 'pictures/cup-1.jpg'."),
        ("none/at-all.jpg", "Check the path"),
        ("pictures", "Check the path"),
        ("circle", "Check the path"),
        ("a\0b", "Check the path"),
        ("x" * 300, "Check the path"),
        ("pipe", "Check the path"),
    ],
)
def test_a_missing_picture_is_unavailable_and_close_ones_are_named(
    root: Path, reference: str, says: str
) -> None:
    (root / "pictures" / "cup-1.jpg").write_bytes(b"")
    (root / "circle").symlink_to("circle")
    os.mkfifo(root / "pipe")
    error = _refusal(root, reference)
    assert error.code == Code.IMAGE_UNAVAILABLE
    assert says in error.remedy


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"GIF89a....", "the picture is a GIF"),
        (b"<svg xmlns=", "an SVG"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1", "a Git LFS pointer"),
        (b"\0\0\0\x18ftypheic", "a HEIC, AVIF or video file"),
        (b"%!PS-Adobe-3.0", "PostScript"),
        (b"who knows", "of a format that is not known"),
    ],
)
def test_other_formats_are_refused_by_their_bytes(root: Path, data: bytes, says: str) -> None:
    (root / "a.jpg").write_bytes(data)
    error = _refusal(root, "a.jpg")
    assert error.code == Code.IMAGE_FORMAT
    assert says in error.what


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.02, 0.7])
def test_a_picture_that_is_cut_short_is_broken(root: Path, kind: str, kept: float) -> None:
    data = _encoded(kind)
    (root / "a.jpg").write_bytes(data[: max(16, int(len(data) * kept))])
    error = _refusal(root, "a.jpg")
    assert error.code == Code.IMAGE_BROKEN
    assert re.search(f"the {kind} cannot be decoded to its end: .", error.what)


def test_an_empty_picture_is_broken(root: Path) -> None:
    (root / "a.jpg").write_bytes(b"")
    assert _refusal(root, "a.jpg").code == Code.IMAGE_BROKEN


def test_a_picture_larger_than_25_mb_is_over_the_limit(root: Path) -> None:
    with (root / "a.jpg").open("wb") as file:
        file.write(_encoded("JPEG"))
        file.truncate(25_000_001)
    error = _refusal(root, "a.jpg")
    assert error.code == Code.IMAGE_LIMIT
    assert "larger than 25 MB" in error.what


@pytest.mark.parametrize("side", [9_500, 65_000])
def test_a_decompression_bomb_is_over_the_limit(root: Path, side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    (root / "a.png").write_bytes(data)
    error = _refusal(root, "a.png")
    assert error.code == Code.IMAGE_LIMIT
    assert f"{side * side} pixels" in error.what


@pytest.mark.parametrize("size", [(63, 400), (400, 63)])
def test_a_picture_smaller_than_64_pixels_is_refused(root: Path, size: tuple[int, int]) -> None:
    (root / "a.png").write_bytes(_encoded("PNG", size))
    error = _refusal(root, "a.png")
    assert error.code == Code.IMAGE_SMALL
    assert f"{size[0]}x{size[1]}" in error.where


def test_a_picture_that_may_not_be_read_is_unavailable(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.jpg").write_bytes(_encoded("JPEG"))

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The tests may run as root, whom no mode of a file stops.
    monkeypatch.setattr(Path, "open", denied)
    error = _refusal(root, "a.jpg")
    assert error.code == Code.IMAGE_UNAVAILABLE
    assert "Permission denied" in error.what


def test_a_remembered_picture_is_not_opened_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "pictures" / "a.jpg").write_bytes(_encoded("JPEG"))
    memory = RunMemory()
    first = gather(_brief("pictures/a.jpg"), root, memory)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("opened again"))
    assert gather(_brief("pictures/a.jpg"), root, memory) == first
    inner = gather(_brief("a.jpg"), root / "pictures", memory)
    assert inner.pictures[0].path == "a.jpg"


def test_a_picture_that_changed_is_read_again(root: Path) -> None:
    memory = RunMemory()
    digests = set()
    for size in ((96, 64), (96, 80)):
        (root / "a.jpg").write_bytes(_encoded("JPEG", size))
        digests.add(gather(_brief("a.jpg"), root, memory).pictures[0].sha256)
    assert len(digests) == 2


def test_a_wrong_picture_is_a_finding_of_its_row_and_of_no_other(root: Path) -> None:
    (root / "a.jpg").write_bytes(_encoded("JPEG"))
    (root / "b.jpg").write_bytes(b"GIF89a....")
    rows = (("a.jpg",), ("a.jpg", "b.jpg"), ("ftp://x/a.jpg",), (), ("b.jpg",))
    briefs = [_brief(*names, identity=str(at)) for at, names in enumerate(rows)]
    memory = RunMemory()
    found = gather_all(briefs, root, memory).values()
    codes = [one.code if isinstance(one, RowError) else None for one in found]
    wrong = (Code.IMAGE_FORMAT, Code.URL_BLOCKED, Code.IMAGE_NONE, Code.IMAGE_FORMAT)
    assert codes == [None, *wrong]
    assert len(memory.pictures) == 1


def test_a_picture_that_lies_elsewhere_is_not_looked_at_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = RunMemory()
    (root / "a.jpg").write_bytes(_encoded("JPEG"))
    first = gather(_brief("a.jpg"), root, memory).pictures[0]
    monkeypatch.setattr("engine.pictures.seeing.understand", lambda _: pytest.fail("looked again"))
    (root / "a.jpg").rename(root / "b.jpg")
    moved = gather(_brief("b.jpg"), root, memory).pictures[0]
    assert moved == first.model_copy(update={"path": "b.jpg"})


def test_other_eyes_look_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = RunMemory()
    (root / "a.jpg").write_bytes(_encoded("JPEG"))
    first = gather(_brief("a.jpg"), root, memory).pictures[0]
    monkeypatch.setattr("engine.intake.gather.eyes", lambda: "better eyes")
    looked: list[tuple[int, ...]] = []

    def understand(pixels: NDArray[Any]) -> Understanding:
        looked.append(pixels.shape)
        return first.seen.model_copy(update={"eyes": "better eyes"})

    monkeypatch.setattr("engine.pictures.seeing.understand", understand)
    assert gather(_brief("a.jpg"), root, memory).pictures[0].seen.eyes == "better eyes"
    assert looked == [(64, 96, 3)]


def test_many_new_pictures_are_told_of_and_few_are_not(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.pictures.seeing.understand", lambda _: seen(64, eyes=eyes()))
    for n in range(30):
        (root / f"{n}.png").write_bytes(_encoded("PNG", (64, 64)))
    briefs = [_brief(f"{n}.png", identity=str(n)) for n in range(30)]
    heard: list[str] = []
    memory = RunMemory()
    gather_all(briefs[:3], root, memory, heard.append)
    assert heard == []
    gather_all(briefs, root, memory, heard.append)
    assert heard[-1] == "Looking at pictures for the first time: 24 of 27"


def test_memory_is_asked_once_for_all_rows_of_a_chunk(root: Path) -> None:
    asked: list[int] = []

    class Counting(RunMemory):
        def get_many(self, states: Iterable[FileState], eyes: str) -> dict[FileState, Picture]:
            states = list(states)
            asked.append(len(states))
            return super().get_many(states, eyes)

    for name in "abc":
        (root / f"{name}.png").write_bytes(_encoded("PNG"))
    briefs = [_brief(f"{name}.png", "a.png", identity=name) for name in "abc"]
    found = gather_all(briefs, root, Counting())
    assert asked == [3]
    assert all(isinstance(one, Material) for one in found.values())


def test_a_picture_that_goes_away_meanwhile_is_unavailable(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.intake.gather.locate", lambda name, root: root / name)
    error = _refusal(root, "gone.jpg")
    assert error.code == Code.IMAGE_UNAVAILABLE


def test_a_brief_without_pictures_has_an_empty_material_where_that_is_allowed(root: Path) -> None:
    rows = [_brief(identity="a"), _brief("none.jpg", identity="b")]
    allowed = gather_all(rows, root, RunMemory(), bare=True)
    assert allowed["a"] == Material()
    assert isinstance(allowed["b"], RowError)
    refused = gather_all(rows, root, RunMemory())["a"]
    assert isinstance(refused, RowError)
    assert "pictures: {missing: type}" in refused.remedy
