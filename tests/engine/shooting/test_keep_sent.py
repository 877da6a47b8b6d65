"""What a server sent is kept as it came last: it may have been paid for again."""

from __future__ import annotations

from pathlib import Path

from engine.shooting import keep_sent
from engine.store import BlobKind, FolderBlobs
from schemas.keys import key_of


def test_a_video_that_was_paid_for_again_takes_the_place_of_the_damaged_one(tmp_path: Path) -> None:
    blobs, take = FolderBlobs(tmp_path / "store"), key_of("take", n=1)
    for sent in (b"damaged", b"whole"):
        keep_sent(blobs, take)(lambda target, sent=sent: target.write_bytes(sent))  # type: ignore[misc]
    assert blobs.path(key_of("sent", take=take), BlobKind.TAKE).read_bytes() == b"whole"
