"""Blobs at an address, over the real wire format of an object store: moto's server on loopback."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from engine.store import BlobKind, RemoteBlobs, open_store
from schemas.errors import StoreError, WorkError
from schemas.keys import key_of

BYTES = b"a take" * 1000
_UPLOADER = """
import hashlib, os, random, signal, sys, time
from pathlib import Path
from engine.store import BlobKind, RemoteBlobs
from schemas.keys import key_of
import fsspec, s3fs  # before the forks, which it makes quick

blobs, cache, kills = RemoteBlobs(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

def write(start, count):
    for number in range(start, start + count):
        key = key_of("test", number=number)
        with blobs.writing(key, BlobKind.TAKE) as part:
            part.write_bytes(hashlib.sha256(key.encode()).digest() * 131072)  # 4 MiB

def copies():
    return {path for path in cache.rglob("*.mp4") if ".part." not in path.name}

for kill in range(kills):
    before, child = copies(), os.fork()
    if not child:
        write(1000 * kill, 1000)
    while copies() <= before:
        time.sleep(0.001)  # until it uploads
    time.sleep(random.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, "the uploader was not killed in the middle"
write(0, 2)
"""


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("CALLSHEET_CACHE", str(folder))
    return folder


@pytest.fixture(params=["objects", "folders"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> RemoteBlobs:
    """In an object store, and on a file system whose files appear while they are written."""
    if request.param == "objects":
        return RemoteBlobs(f"{request.getfixturevalue('bucket')}/store")
    return RemoteBlobs(f"local://{tmp_path}/shared")


def write(blobs: RemoteBlobs, key: str, data: bytes = BYTES) -> None:
    with blobs.writing(key, BlobKind.TAKE) as target:
        target.write_bytes(data)


def test_another_machine_reads_what_was_written(
    blobs: RemoteBlobs, key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert not blobs.has(key, BlobKind.TAKE)
    assert not blobs.path(key, BlobKind.TAKE).exists()
    write(blobs, key)
    monkeypatch.setenv("CALLSHEET_CACHE", str(tmp_path / "another machine"))
    again: RemoteBlobs = pickle.loads(pickle.dumps(blobs))  # noqa: S301 - our own bytes
    assert again.has(key, BlobKind.TAKE)
    assert again.size(key, BlobKind.TAKE) == len(BYTES)
    assert again.path(key, BlobKind.TAKE).read_bytes() == BYTES
    assert again.path(key, BlobKind.TAKE).is_relative_to(tmp_path / "another machine")


def test_what_travels_is_the_address_alone(bucket: str) -> None:
    travels = pickle.dumps(RemoteBlobs(f"{bucket}/store"))
    assert len(travels) < 200
    assert b"test" not in travels.replace(b"store", b""), "the credentials of this machine"


def test_what_fails_while_it_is_written_is_nowhere(blobs: RemoteBlobs, key: str) -> None:
    def fail() -> None:
        with blobs.writing(key, BlobKind.TAKE) as target:
            target.write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with pytest.raises(WorkError, match="Nothing was written"), blobs.writing(key, BlobKind.TAKE):
        pass
    assert not blobs.has(key, BlobKind.TAKE)


def test_several_writers_of_one_key_leave_one_whole_blob(blobs: RemoteBlobs, key: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write(blobs, key), range(8)))
    assert blobs.size(key, BlobKind.TAKE) == len(BYTES)


def test_of_a_hundred_keys_the_sizes_of_those_that_are_there_are_found(blobs: RemoteBlobs) -> None:
    keys = [key_of("take", n=number) for number in range(100)]
    for number in range(0, 100, 10):
        write(blobs, keys[number], b"x" * (number + 1))
    found = blobs.sizes(iter(keys), BlobKind.TAKE)
    assert found == {keys[number]: number + 1 for number in range(0, 100, 10)}
    assert blobs.sizes([], BlobKind.TAKE) == {}


def test_a_copy_here_does_not_stand_for_a_blob_that_is_gone_there(bucket: str, key: str) -> None:
    blobs = RemoteBlobs(f"{bucket}/store")
    write(blobs, key)
    S3FileSystem().rm(f"{bucket}/store", recursive=True)
    assert not blobs.has(key, BlobKind.TAKE)
    assert blobs.sizes([key], BlobKind.TAKE) == {}
    write(blobs, key)
    assert blobs.has(key, BlobKind.TAKE)


def test_a_folder_of_a_blobs_name_is_no_blob(bucket: str, key: str) -> None:
    S3FileSystem().touch(f"{bucket}/store/{key[:2]}/{key}.mp4/inside")
    assert not RemoteBlobs(f"{bucket}/store").has(key, BlobKind.TAKE)


def test_a_file_is_adopted_once(blobs: RemoteBlobs, tmp_path: Path) -> None:
    picture, key = tmp_path / "picture.jpg", hashlib.sha256(BYTES).hexdigest()
    picture.write_bytes(BYTES)
    blobs.upload(picture, key, BlobKind.FILE)
    picture.unlink()
    blobs.upload(picture, key, BlobKind.FILE)
    assert blobs.path(key, BlobKind.FILE).read_bytes() == BYTES


def test_uploaders_killed_in_the_middle_leave_no_torn_blob(blobs: RemoteBlobs, cache: Path) -> None:
    arguments = [sys.executable, "-c", _UPLOADER, blobs.address, str(cache), "10"]
    uploader = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert (uploader.stderr, uploader.returncode) == ("", 0)
    keys = [path.stem for path in cache.rglob("*.mp4") if ".part." not in path.name]
    there = list(blobs.sizes(keys, BlobKind.TAKE))
    assert len(there) >= 2
    for path in cache.rglob("*.mp4"):
        path.unlink()
    for key in there:
        whole = hashlib.sha256(key.encode()).digest() * 131072
        assert blobs.path(key, BlobKind.TAKE).read_bytes() == whole


def test_a_bucket_that_is_not_there_is_a_store_error(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"out of reach.*there is no such bucket"):
        open_store(f"{bucket}-not/store", local=tmp_path / "local")


def test_a_bucket_that_may_not_be_used_is_a_store_error(
    bucket: str, object_store: str, key: str
) -> None:
    def allow(actions: str) -> None:
        """How many more requests the server answers without asking who it is."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{object_store}/moto-api/reset-auth",
            actions.encode(),
            {"Content-Type": "text/plain"},
            method="POST",
        )
        urllib.request.urlopen(request).close()  # noqa: S310 - as above

    blobs = RemoteBlobs(f"{bucket}/store")
    allow("0")
    try:
        for asked in (
            blobs.assert_reached,
            lambda: blobs.has(key, BlobKind.TAKE),
            lambda: write(blobs, key),
        ):
            with pytest.raises(StoreError, match="does not allow this"):
                asked()
    finally:
        allow("inf")


@pytest.mark.parametrize("missing", ["credentials", "server"])
def test_a_store_without_credentials_or_server_is_a_store_error(
    bucket: str, missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    S3FileSystem.clear_instance_cache()
    if missing == "server":
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    else:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StoreError, match="out of reach"):
        RemoteBlobs(f"{bucket}/store").assert_reached()
    S3FileSystem.clear_instance_cache()


def test_a_store_at_an_address_keeps_its_ledger_in_the_folder_beside_it(
    blobs: RemoteBlobs, key: str, tmp_path: Path
) -> None:
    with open_store(blobs.address, local=tmp_path / "local") as store:
        write(blobs, key)
        store.record(store.blobs.made(key, BlobKind.TAKE))
        assert store.ready([key, "0" * 64], BlobKind.TAKE) == {key}
    assert (tmp_path / "local" / "ledger.sqlite").is_file()


def test_a_store_at_an_address_needs_a_folder_beside_it(blobs: RemoteBlobs) -> None:
    with pytest.raises(StoreError, match="needs a folder of this machine"):
        open_store(blobs.address)
