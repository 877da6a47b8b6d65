"""Drop folders, of this machine and in an object store."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.serving.folder import Claim, DropFolder, Seen
from tests.flows.serving.bucket import bucket

ROWS = b"id,title\na,Lamp\n"


@pytest.fixture(scope="module")
def stores() -> Iterator[str]:
    """An object store's address."""
    with bucket() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> DropFolder:
    if request.param == "folder":
        place = DropFolder(str(tmp_path / "drop"))
        place.look()
        return place
    address = request.getfixturevalue("stores")
    return DropFolder(f"{address}/{tmp_path.name}")


def drop(place: DropFolder, name: str, content: bytes = ROWS) -> None:
    place._fs.pipe_file(f"{place._root}/{name}", content)


def names(place: DropFolder, folder: str = "") -> list[str]:
    start = f"{place._root}/{folder}".rstrip("/")
    return sorted(path.removeprefix(start) for path in place._fs.find(start))


def claimed(place: DropFolder) -> tuple[Seen, Claim]:
    (seen,) = place.look()
    claim = place.claim(seen, "server")
    assert claim is not None
    return seen, claim


def test_only_catalogs_are_seen(place: DropFolder) -> None:
    for name in (
        "b.csv",
        "a.parquet",
        "c.tsv",
        ".d.csv",
        "e.csv.part",
        "f.csv.tmp",
        "g.xlsx",
        "h.xls",
    ):
        drop(place, name)
    assert [seen.name for seen in place.look()] == ["a.parquet", "b.csv", "c.tsv", "g.xlsx"]


def test_a_file_that_changes_looks_different(place: DropFolder) -> None:
    drop(place, "a.csv")
    (before,) = place.look()
    drop(place, "a.csv", ROWS + b"b,Mug\n")
    (after,) = place.look()
    assert before.name == after.name
    assert before.mark != after.mark


def test_a_file_that_somebody_still_writes_is_not_complete(tmp_path: Path) -> None:
    place = DropFolder(str(tmp_path / "drop"))
    place.look()
    with (tmp_path / "drop" / "a.csv").open("wb") as writer:
        writer.write(ROWS)
        writer.flush()
        (seen,) = place.look()
        assert not place.is_complete(seen)
    with (tmp_path / "drop" / "a.csv").open("rb"):
        assert place.is_complete(seen)


def test_a_claimed_file_is_no_longer_there_to_be_claimed(place: DropFolder) -> None:
    drop(place, "a.csv")
    seen, claim = claimed(place)
    assert place.look() == []
    assert place.claim(seen, "server") is None
    assert list(place.claims()) == [claim]


def test_of_several_that_claim_at_once_one_gets_it(place: DropFolder) -> None:
    drop(place, "a.csv")
    (seen,) = place.look()
    got: list[Claim] = []
    start = threading.Barrier(6)

    def try_it() -> None:
        start.wait()
        claim = DropFolder(place.address).claim(seen, "server")
        if claim is not None:
            got.append(claim)

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
    assert list(place.claims()) == got


def test_a_file_that_changed_since_it_was_seen_is_not_claimed(place: DropFolder) -> None:
    drop(place, "a.csv")
    (seen,) = place.look()
    drop(place, "a.csv", ROWS * 2)
    assert place.claim(seen, "server") is None
    assert list(place.claims()) == []
    assert names(place) == ["/a.csv"]


def test_a_claim_whose_file_was_not_moved_yet_is_settled(
    place: DropFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(place, "a.csv")
    (seen,) = place.look()
    with monkeypatch.context() as patch:

        def die(*_paths: str) -> None:
            raise KeyboardInterrupt

        patch.setattr(place._fs, "mv", die)
        with pytest.raises(KeyboardInterrupt):
            place.claim(seen, "server")
    (claim,) = place.claims()
    assert [one.name for one in place.look()] == ["a.csv"]
    assert place.settle(claim)
    assert place.look() == []


def test_the_first_run_that_begins_is_the_one(place: DropFolder) -> None:
    drop(place, "a.csv")
    _, claim = claimed(place)
    assert place.begin(claim, "run 1")
    assert not place.begin(claim, "run 2")
    assert place.begin(claim, "run 1")


def test_a_catalog_is_put_away_with_what_goes_beside_it(place: DropFolder, tmp_path: Path) -> None:
    drop(place, "a.csv")
    _, claim = claimed(place)
    assert place.fetch(claim, tmp_path).read_bytes() == ROWS
    folder = place.put(claim, "done", {"report.txt": b"good"})
    assert place._fs.cat_file(f"{folder}/a.csv") == ROWS
    assert place._fs.cat_file(f"{folder}/report.txt") == b"good"
    assert "/done/" in folder
    assert list(place.claims()) == []


@pytest.mark.parametrize("stem", ["x" * 251, "ä" * 125])
def test_a_catalog_with_the_longest_name_is_put_away(place: DropFolder, stem: str) -> None:
    drop(place, f"{stem}.csv")
    _, claim = claimed(place)
    folder = place.put(claim, "done", {"report.txt": b"good"})
    assert place._fs.cat_file(f"{folder}/{stem}.csv") == ROWS
    assert list(place.claims()) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"name": "../../secret.csv"},
        {"name": "/etc/passwd.csv"},
        {"name": "secret"},
        {"key": "../.."},
        {"key": "another"},
        {"more": "fields"},
    ],
)
def test_a_claim_that_somebody_else_wrote_and_that_leads_out_of_the_folder_is_left_alone(
    place: DropFolder, forged: dict[str, str]
) -> None:
    fields = {"key": "abc", "token": "t", "name": "a.csv", "mark": "m", "keeper": "k", "taken": "x"}
    place._fs.makedirs(f"{place._root}/working/abc", exist_ok=True)
    place._fs.pipe_file(f"{place._root}/working/abc/claim.json", json.dumps(fields).encode())
    assert [claim.name for claim in place.claims()] == ["a.csv"]
    place._fs.pipe_file(
        f"{place._root}/working/abc/claim.json", json.dumps(fields | forged).encode()
    )
    assert list(place.claims()) == []


def test_the_same_file_dropped_again_is_claimed_anew(place: DropFolder) -> None:
    drop(place, "a.csv")
    seen, first = claimed(place)
    folder = place.put(first, "failed", {})
    place._fs.mv(f"{folder}/a.csv", f"{place._root}/a.csv")
    again, second = claimed(place)
    assert again.name == seen.name
    assert second.token != first.token


def test_putting_away_what_is_half_put_away_ends_it(place: DropFolder) -> None:
    drop(place, "a.csv")
    _, claim = claimed(place)
    place._fs.rm(f"{place._root}/working/{claim.key}/a.csv")  # as if it had been moved
    place.put(claim, "failed", {"report.txt": b"crashed"})
    assert list(place.claims()) == []
