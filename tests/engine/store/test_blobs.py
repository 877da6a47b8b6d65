"""Blobs appear whole or not at all, whoever dies or races."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store import BlobKind, FolderBlobs
from schemas.errors import StoreError, WorkError
from schemas.keys import key_of

_WRITER = """
import hashlib, os, signal, sys, time
from pathlib import Path
from engine.store import FolderBlobs, BlobKind
from schemas.keys import key_of

blobs, count, kills = FolderBlobs(Path(sys.argv[1])), *map(int, sys.argv[2:])

def write(start):
    for number in range(start, start + count):
        key = key_of("test", number=number)
        with blobs.writing(key, BlobKind.TAKE) as part, part.open("wb") as file:
            for piece in range(16):
                file.write(hashlib.sha256(f"{key}{piece}".encode()).digest() * 2000)
                file.flush()
                time.sleep(0.001)  # so that most of a writer's life is spent between two pieces

for kill in range(kills):
    child = os.fork()
    if not child:
        write(kill * count)
        os._exit(0)
    time.sleep(0.02 + 0.003 * kill)
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, "the writer was not killed in the middle"
if not kills:
    write(0)
"""


def _writer(root: Path, *, count: int, kills: int = 0) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", _WRITER, str(root), str(count), str(kills)]
    return subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)


def _blobs(root: Path) -> list[Path]:
    return [path for path in root.glob("??/*") if ".part." not in path.name]


def _torn(root: Path) -> list[str]:
    """The blobs whose bytes are not exactly what their writer meant to write."""
    return [
        path.name
        for path in _blobs(root)
        if path.read_bytes()
        != b"".join(hashlib.sha256(f"{path.stem}{n}".encode()).digest() * 2000 for n in range(16))
    ]


def test_twenty_writers_killed_in_the_middle_leave_no_torn_blob(tmp_path: Path) -> None:
    writer = _writer(tmp_path, count=1000, kills=20)
    assert (writer.communicate()[1], writer.returncode) == ("", 0)
    assert _blobs(tmp_path)
    assert list(tmp_path.glob("??/*.part.*")), "no kill fell into the middle of a write"
    assert _torn(tmp_path) == []


def test_two_processes_write_the_same_keys_and_readers_see_whole_files(tmp_path: Path) -> None:
    writers = [_writer(tmp_path, count=24) for _ in range(2)]
    while any(writer.poll() is None for writer in writers):
        assert _torn(tmp_path) == []
        time.sleep(0.05)
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * 2
    assert len(list(tmp_path.glob("??/*"))) == 24
    assert _torn(tmp_path) == []


def test_a_blob_is_not_there_until_its_block_ends(tmp_path: Path, key: str) -> None:
    blobs = FolderBlobs(tmp_path)
    with blobs.writing(key, BlobKind.TAKE) as part:
        part.write_bytes(b"take")
        assert part.suffix == ".mp4"
        assert part.parent == blobs.path(key, BlobKind.TAKE).parent
        assert not blobs.has(key, BlobKind.TAKE)
        assert blobs.size(key, BlobKind.TAKE) is None
    assert blobs.path(key, BlobKind.TAKE).read_bytes() == b"take"
    assert blobs.size(key, BlobKind.TAKE) == 4


def test_a_block_that_raises_leaves_nothing_and_keeps_what_was_there(
    tmp_path: Path, key: str
) -> None:
    blobs = FolderBlobs(tmp_path)
    with blobs.writing(key, BlobKind.SPRITE) as part:
        part.write_bytes(b"first")
    with pytest.raises(KeyError), blobs.writing(key, BlobKind.SPRITE) as part:
        _write_half(part)
    assert [path.read_bytes() for path in tmp_path.glob("??/*")] == [b"first"]


@pytest.mark.parametrize("wrote", [None, b""])
def test_a_block_that_writes_nothing_is_an_error(
    tmp_path: Path, key: str, wrote: bytes | None
) -> None:
    blobs = FolderBlobs(tmp_path)
    writing = blobs.writing(key, BlobKind.SPOKEN)
    part = writing.__enter__()
    if wrote is not None:
        part.write_bytes(wrote)
    with pytest.raises(WorkError, match="Nothing was written for a spoken"):
        writing.__exit__(None, None, None)
    assert list(tmp_path.glob("??/*")) == []


def test_only_parts_without_a_write_for_a_day_are_swept(tmp_path: Path, key: str) -> None:
    blobs = FolderBlobs(tmp_path)
    with blobs.writing(key, BlobKind.TAKE) as part:
        part.write_bytes(b"take")
    old, young = (part.with_name(f"{key}.{name}.part.mp4") for name in ("old", "young"))
    for path in (old, young, blobs.path(key, BlobKind.TAKE)):
        path.write_bytes(b"part")
    yesterday = time.time() - 25 * 3600
    for path in (old, blobs.path(key, BlobKind.TAKE)):
        os.utime(path, (yesterday, yesterday))
    assert blobs.sweep() == 1
    assert not old.exists()
    assert young.exists()
    assert blobs.has(key, BlobKind.TAKE)


@given(st.text(max_size=70).filter(lambda text: len(text) != 64))
def test_what_is_not_a_key_never_becomes_a_path(text: str) -> None:
    with pytest.raises(StoreError, match="64 hexadecimal digits"):
        FolderBlobs(Path("blobs")).path(text, BlobKind.TAKE)


def test_kinds_have_the_suffixes_that_players_go_by() -> None:
    key = key_of("test", name="suffix")
    names = {kind.value: FolderBlobs(Path("b")).path(key, kind).suffix for kind in BlobKind}
    assert names == {
        "take": ".mp4",
        "sound": ".m4a",
        "spoken": ".wav",
        "segment": ".mp4",
        "join": ".mp4",
        "sprite": ".png",
        "thumbnail": ".jpg",
        "document": ".json",
        "file": ".file",
    }


def test_a_folder_that_cannot_be_written_is_a_store_error(tmp_path: Path, key: str) -> None:
    (tmp_path / "blobs").write_text("a file, where a folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        FolderBlobs(tmp_path / "blobs").writing(key, BlobKind.TAKE).__enter__()


def _write_half(part: Path) -> None:
    part.write_bytes(b"second")
    raise KeyError


def test_a_file_that_is_there_already_is_adopted_under_its_bytes(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"pixels")
    key = hashlib.sha256(b"pixels").hexdigest()
    blobs = FolderBlobs(tmp_path / "blobs")
    blobs.upload(logo, key, BlobKind.FILE)
    assert blobs.path(key, BlobKind.FILE).read_bytes() == b"pixels"


def test_a_file_that_changed_meanwhile_is_not_adopted(tmp_path: Path, key: str) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"other pixels")
    blobs = FolderBlobs(tmp_path / "blobs")
    with pytest.raises(WorkError, match="changed while it was being used"):
        blobs.upload(logo, key, BlobKind.FILE)
    assert not blobs.has(key, BlobKind.FILE)
