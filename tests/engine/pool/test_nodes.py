"""What a node answers when asked for a store at an address; `test_cluster` asks it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from s3fs import S3FileSystem

from engine.pool.nodes import _reaches
from engine.store import BlobKind, RemoteBlobs
from schemas.keys import key_of
from tests.engine.store.conftest import bucket, object_store  # noqa: F401 - fixtures

MARK = key_of("mark")


@pytest.fixture
def blobs(bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RemoteBlobs:  # noqa: F811
    monkeypatch.setenv("CALLSHEET_CACHE", str(tmp_path / "cache"))
    return RemoteBlobs(f"{bucket}/store")


def test_a_node_that_reads_the_mark_and_writes_it_reaches_the_store(blobs: RemoteBlobs) -> None:
    with blobs.writing(MARK, BlobKind.DOCUMENT) as target:
        target.write_bytes(b"mark")
    assert _reaches(blobs, MARK) is None


def test_a_node_that_finds_another_store_at_the_address_says_so(blobs: RemoteBlobs) -> None:
    assert _reaches(blobs, MARK) == ": another store lies there"


@pytest.fixture
def strange() -> Iterator[None]:
    """A file system is kept for a process; this one is of a node that nobody answers."""
    S3FileSystem.clear_instance_cache()
    yield
    S3FileSystem.clear_instance_cache()


@pytest.mark.usefixtures("strange")
def test_a_node_that_does_not_get_through_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("CALLSHEET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    said = _reaches(RemoteBlobs(f"s3://{uuid.uuid4().hex}/store"), MARK)
    assert said is not None
    assert "http://127.0.0.1:9" in said
