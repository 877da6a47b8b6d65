"""The store opens by location, here and in workers."""

from __future__ import annotations

import os
import pickle
import time
from hashlib import sha256
from pathlib import Path

import pytest

from engine.store import BlobKind, Store, open_store
from schemas.errors import StoreError, WorkError
from schemas.keys import key_of


def _write(store: Store, key: str, data: bytes) -> None:
    with store.blobs.writing(key, BlobKind.TAKE) as part:
        part.write_bytes(data)


def test_a_recorded_blob_is_ready_under_its_hash(store: Store, key: str) -> None:
    _write(store, key, b"take")
    assert store.ready([key], BlobKind.TAKE) == set()
    made = store.blobs.made(key, BlobKind.TAKE, lineage={"renderer": "animatic 1"}, seconds=1.5)
    store.record(made)
    assert (made.sha256, made.bytes) == (sha256(b"take").hexdigest(), 4)
    assert store.ready([key], BlobKind.TAKE) == {key}
    assert store.ledger.made(key, BlobKind.TAKE) == made


def test_a_blob_that_is_gone_or_cut_is_not_ready(store: Store) -> None:
    gone, cut = key_of("test", name="gone"), key_of("test", name="cut")
    for key in (gone, cut):
        _write(store, key, b"take")
        store.record(store.blobs.made(key, BlobKind.TAKE))
    store.blobs.path(gone, BlobKind.TAKE).unlink()
    store.blobs.path(cut, BlobKind.TAKE).write_bytes(b"tak")
    assert store.ready([gone, cut], BlobKind.TAKE) == set()


def test_what_was_not_written_cannot_be_recorded(store: Store, key: str) -> None:
    with pytest.raises(WorkError, match="before it is written"):
        store.blobs.made(key, BlobKind.TAKE)


def test_a_store_pickles_as_little_more_than_its_location(store: Store, key: str) -> None:
    _write(store, key, b"take")
    store.record(store.blobs.made(key, BlobKind.TAKE))
    data = pickle.dumps(store)
    assert len(data) < 1000
    with pickle.loads(data) as again:  # noqa: S301 - our own bytes
        assert again.location == store.location
        assert again.ready([key], BlobKind.TAKE) == {key}


@pytest.mark.parametrize("form", ["{}", "file://{}", "file://localhost{}"])
def test_paths_and_file_addresses_name_the_same_store(tmp_path: Path, form: str) -> None:
    with open_store(form.format(tmp_path / "a store")) as store:
        assert store.location == str(tmp_path / "a store")


def test_an_address_is_unquoted_and_a_path_is_not(tmp_path: Path) -> None:
    with open_store(f"file://{tmp_path}/a%20b") as store:
        assert store.location == str(tmp_path / "a b")
    with open_store(f"{tmp_path}/a%20b") as store:
        assert store.location == str(tmp_path / "a%20b")


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("s3://key:secret@bucket/store", "holds a password"),
        ("s3://key:with/secret@bucket/store", "holds a password"),
        ("sftp://user:secret@host/store", "holds a password"),
        ("nowhere://bucket/store", "not installed"),
        ("gs://bucket/store", r"not installed .*gcsfs"),
        ("memory://store", "cannot hold a store"),
        ("https://host/store", "cannot hold a store"),
        ("file://server/store", "another machine"),
    ],
)
def test_places_that_cannot_be_are_refused_without_telling_their_credentials(
    tmp_path: Path, location: str, words: str
) -> None:
    with pytest.raises(StoreError, match=words) as error:
        open_store(location, local=tmp_path)
    assert "secret" not in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_opening_sweeps_what_killed_writers_left(tmp_path: Path, key: str) -> None:
    with open_store(tmp_path) as store:
        _write(store, key, b"take")
    part = store.blobs.path(key, BlobKind.TAKE).with_name(f"{key}.dead.part.mp4")
    part.write_bytes(b"half")
    yesterday = time.time() - 25 * 3600
    os.utime(part, (yesterday, yesterday))
    open_store(tmp_path).close()
    assert not part.exists()


def test_a_store_in_place_of_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="ledger cannot be opened"):
        open_store(tmp_path / "file")
