"""The ledger remembers, under threads, processes and time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from engine.intake.gather import PictureMemory
from engine.store import BlobKind, BlobRecord, Ledger, Store
from schemas.brief import Picture
from schemas.errors import StoreError
from schemas.inspection import Inspection, Limit, Measurement
from schemas.keys import key_of
from tests.seen import seen

_PROCESS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from engine.intake.gather import PictureMemory
from engine.store import BlobKind, Ledger, BlobRecord
from schemas.keys import key_of

name = sys.argv[2]

def work(number):
    key = key_of("t", name=name, number=number)
    ledger.record(BlobRecord(key, BlobKind.TAKE, "0" * 64, number))
    ledger.facts.write({f"{name}-{number}": {"seconds": number}})
    before = [key_of("t", name=name, number=n) for n in range(number)]
    return len(ledger.have(before, BlobKind.TAKE))

place = sys.argv[1]
ledger = Ledger(place if "://" in place else Path(place))
with ThreadPoolExecutor(8) as pool:
    list(pool.map(work, range(25)))
"""


def _made(number: int) -> BlobRecord:
    return BlobRecord(
        key_of("made", number=number),
        BlobKind.SEGMENT,
        sha256=f"{number:064x}",
        bytes=number,
        lineage={"ffmpeg": "9.0.2", "frames": [0, number]},
        seconds=0.5,
    )


def test_three_processes_of_eight_threads_open_and_write_one_new_ledger(
    place: Path | str, tmp_path: Path
) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESS, str(place), name], stderr=subprocess.PIPE, text=True
        )
        for name in "abc"
    ]
    words = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], words
    with closing(Ledger(place)) as ledger:
        keys = [key_of("t", name=name, number=number) for name in "abc" for number in range(25)]
        assert set(ledger.have(keys, BlobKind.TAKE)) == set(keys)
        assert len(ledger.facts.read(f"{name}-{n}" for name in "abc" for n in range(25))) == 75
    assert sorted(path.name for path in tmp_path.rglob("*.part*")) == []


def test_eight_threads_share_one_ledger(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ledger.record(_made(number)), range(80)))
    found = ledger.have((_made(number).key for number in range(80)), BlobKind.SEGMENT)
    assert sorted(one.bytes for one in found.values()) == list(range(80))


def test_what_was_made_comes_back_as_it_was_recorded(ledger: Ledger) -> None:
    made = _made(7)
    ledger.record(made)
    assert ledger.made(made.key, BlobKind.SEGMENT) == made
    assert ledger.made(made.key, BlobKind.TAKE) is None


def test_of_ten_thousand_keys_exactly_those_made_are_had(ledger: Ledger) -> None:
    ledger.record(*map(_made, range(0, 10_000, 3)))
    found = ledger.have((_made(number).key for number in range(10_000)), BlobKind.SEGMENT)
    assert set(found) == {_made(number).key for number in range(0, 10_000, 3)}


def test_nothing_recorded_and_nothing_asked_is_nothing(ledger: Ledger) -> None:
    ledger.record()
    ledger.inspect()
    assert ledger.have([], BlobKind.TAKE) == {}


def test_recording_again_replaces(ledger: Ledger) -> None:
    first = _made(1)
    second = BlobRecord(first.key, first.kind, "f" * 64, 99)
    ledger.record(first)
    ledger.record(second)
    assert ledger.made(first.key, first.kind) == second


def test_inspections_come_back_with_their_limits_and_infinities(ledger: Ledger, key: str) -> None:
    limit = Limit(measure="true_peak", high=-1.0, retake=True)
    inspection = Inspection(
        subject=key,
        measurements=(Measurement(measure="true_peak", value=float("-inf"), limit=limit),),
        luma=((0.1, 0.2), (0.3, 0.4)),
    )
    ledger.inspect(inspection)
    assert ledger.inspections([key, "0" * 64]) == {key: inspection}


def test_accepted_takes_are_known_by_their_setups(ledger: Ledger) -> None:
    ledger.accept("setup-a", "take-1")
    ledger.accept("setup-a", "take-2")
    assert ledger.accepted(["setup-a", "setup-b"]) == {"setup-a": "take-2"}


def test_facts_are_replaced_by_key_and_found_in_numbers(ledger: Ledger) -> None:
    facts = ledger.facts
    facts.write({f"line-{n}": {"seconds": n / 10, "words": ["a", "b"]} for n in range(2500)})
    facts.write({"line-1": None})
    found = facts.read(["line-0", "line-1", "line-2", "no-line"])
    assert found == {
        "line-0": {"seconds": 0.0, "words": ["a", "b"]},
        "line-1": None,
        "line-2": {"seconds": 0.2, "words": ["a", "b"]},
    }


def test_a_picture_is_known_only_while_size_and_time_are_the_same(
    ledger: Ledger, tmp_path: Path
) -> None:
    picture = Picture(
        path="a.jpg", sha256="a" * 64, width=4, height=3, format="JPEG", seen=seen(4, eyes="eyes 1")
    )
    pictures: PictureMemory = ledger.pictures
    path = str(tmp_path / "a.jpg")
    state = (path, 100, 1_700_000_000_123_456_789)
    pictures.put_many({state: picture})
    assert pictures.get_many([state], "eyes 1") == {state: picture}
    assert pictures.get_many([(path, 101, state[2])], "eyes 1") == {}
    assert pictures.get_many([(path, 100, state[2] + 1)], "eyes 1") == {}
    assert pictures.get_many([(str(tmp_path / "b.jpg"), 100, state[2])], "eyes 1") == {}


def test_what_was_seen_is_known_by_the_pictures_bytes_and_by_who_looked(ledger: Ledger) -> None:
    first, better = seen(4, eyes="eyes 1"), seen(4, eyes="eyes 2", confidence=0.9)
    picture = Picture(path="a.jpg", sha256="a" * 64, width=4, height=3, format="JPEG", seen=first)
    ledger.pictures.put_many({("/a.jpg", 100, 1): picture})
    assert ledger.pictures.seen("a" * 64, "eyes 1") == first
    assert ledger.pictures.seen("a" * 64, "eyes 2") is None
    assert ledger.pictures.seen("b" * 64, "eyes 1") is None
    assert ledger.pictures.get_many([("/a.jpg", 100, 1)], "eyes 2") == {}
    ledger.pictures.put_many({("/b.jpg", 100, 1): picture.model_copy(update={"seen": better})})
    known = ledger.pictures.get_many([("/a.jpg", 100, 1)], "eyes 2")
    assert known[("/a.jpg", 100, 1)].seen == better


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.sqlite"
    text.write_text("not a database at all, but long enough to be taken for one" * 20)
    with pytest.raises(StoreError, match="cannot be opened"):
        Ledger(text)
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    with pytest.raises(StoreError, match=r"no version that this callsheet reads .*version None"):
        Ledger(other)


def test_two_that_write_the_same_rows_in_other_orders_do_not_lock_each_other(
    ledger: Ledger,
) -> None:
    notes = {f"{number:03}": number for number in range(200)}
    backwards = dict(reversed(notes.items()))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda turn: ledger.facts.write(backwards if turn % 2 else notes), range(16)))
    assert ledger.facts.read(notes) == notes


def test_a_film_has_the_blobs_of_everything_that_it_is_linked_to(ledger: Ledger) -> None:
    film, edit, take, segment, other = (key_of("test", name=name) for name in "fetso")
    ledger.link(edit, [(take, BlobKind.TAKE), (take, BlobKind.THUMBNAIL)])
    ledger.link(film, [(edit, BlobKind.DOCUMENT), (segment, BlobKind.SEGMENT)])
    ledger.link(film, [(segment, BlobKind.SEGMENT)])
    ledger.link(other, [(edit, BlobKind.DOCUMENT)])
    ledger.link(other, [])
    below = {(take, BlobKind.TAKE), (take, BlobKind.THUMBNAIL)}
    assert ledger.blobs_of(film) == {
        (edit, BlobKind.DOCUMENT),
        (segment, BlobKind.SEGMENT),
        *below,
    }
    assert ledger.blobs_of(other) == {(edit, BlobKind.DOCUMENT), *below}
    assert ledger.blobs_of(take) == set()


def test_two_that_link_the_same_blobs_in_other_orders_do_not_lock_each_other(
    ledger: Ledger,
) -> None:
    children = [(key_of("test", number=number), BlobKind.SEGMENT) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda turn: ledger.link("f" * 64, children[:: (-1) ** turn]), range(16)))
    assert ledger.blobs_of("f" * 64) == set(children)


def test_commits_survive_a_power_cut_and_readers_do_not_wait(store: Store) -> None:
    with store.ledger._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 60_000,
    }
