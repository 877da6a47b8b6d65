"""Films are delivered, change and are withdrawn, by output folder and file."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, update

from engine.store import DeliveredFilm, FilmState, Ledger, Store
from engine.store.tables import film_versions
from schemas.errors import StoreError
from schemas.film import Film
from schemas.inspection import Inspection


def _film(folder: Path, name: str, data: bytes = b"a film") -> Film:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Film(
        key=sha256(name.encode()).hexdigest(),
        id=f"row-{name}",
        slug=name,
        title="A film",
        kind="product",
        locale="en",
        profile="youtube",
        file=name,
        sha256=sha256(data).hexdigest(),
        bytes=len(data),
        width=64,
        height=64,
        rate="24",
        frames=24,
        seconds=1.0,
        inspection=Inspection(subject="key", measurements=()),
        notes=("sped up",),
    )


def _one(ledger: Ledger, file: str) -> DeliveredFilm:
    found = ledger.films.one("here", file)
    assert found is not None
    return found


def test_delivered_films_stand_under_their_own_output_only(ledger: Ledger, tmp_path: Path) -> None:
    film = _film(tmp_path, "films/a.mp4")
    ledger.films.deliver("here", tmp_path, film)
    standing = _one(ledger, "films/a.mp4")
    assert (standing.id, standing.key, standing.sha256) == (film.id, film.key, film.sha256)
    assert ledger.films.one("there", "films/a.mp4") is None
    assert list(ledger.films.documents("here", ["films/a.mp4", "no.mp4"])) == [film]


def test_a_withdrawn_film_no_longer_stands_but_stays_on_record(
    ledger: Ledger, tmp_path: Path
) -> None:
    films, gone = ledger.films, _film(tmp_path, "a.mp4")
    films.deliver("here", tmp_path, gone, _film(tmp_path, "b.mp4"))
    films.withdraw("here", ["a.mp4", "never.mp4"])
    assert [film.file for chunk in films.chunks("here") for film in chunk] == ["b.mp4"]
    assert films.one("here", "a.mp4") is None
    assert list(films.documents("here", ["a.mp4"])) == []
    (version,) = films.versions("here", "a.mp4")
    assert (version.state, version.film) == (FilmState.WITHDRAWN, gone)
    assert version.made_at < version.changed_at


def test_every_film_that_was_ever_delivered_under_a_name_stays_on_record(
    ledger: Ledger, tmp_path: Path
) -> None:
    films = ledger.films
    made = [_film(tmp_path, "a.mp4", data) for data in (b"first", b"second", b"third")]
    for film in made[:2]:
        films.deliver("here", tmp_path, film.model_copy(update={"bytes": 5}))
    films.withdraw("here", ["a.mp4"])
    films.deliver("here", tmp_path, made[2])
    films.deliver("there", tmp_path, made[0])
    found = films.versions("here", "a.mp4")
    assert [one.version for one in found] == [1, 2, 3]
    assert [one.film.sha256 for one in found] == [film.sha256 for film in made]
    assert [one.state for one in found] == ["replaced", "withdrawn", "delivered"]
    assert (_one(ledger, "a.mp4").version, _one(ledger, "a.mp4").sha256) == (3, made[2].sha256)
    assert list(films.documents("here", ["a.mp4"])) == [made[2]]


def test_of_many_who_deliver_one_file_one_film_stands_and_none_is_lost(
    ledger: Ledger, tmp_path: Path
) -> None:
    film = _film(tmp_path, "a.mp4")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ledger.films.deliver("here", tmp_path, film), range(24)))
    states = [one.state for one in ledger.films.versions("here", "a.mp4")]
    assert states == [FilmState.REPLACED] * 23 + [FilmState.DELIVERED]


def test_films_that_stand_are_found_without_reading_those_that_do_not(
    store: Store, tmp_path: Path
) -> None:
    asked: list[tuple[str, Any]] = []
    engine = store.ledger._engine
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, values, *_: asked.append((statement, values)),
    )
    store.ledger.films.deliver("here", tmp_path, _film(tmp_path, "a.mp4"))
    asked.clear()
    list(store.ledger.films.chunks("here"))
    store.ledger.films.one("here", "a.mp4")
    store.ledger.films.of_rows("here", ["row-a.mp4"])
    list(store.ledger.films.documents("here", ["a.mp4"]))
    queries = [(statement, values) for statement, values in asked if "SELECT" in statement]
    with engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()[0][-1]
            for statement, values in queries
        ]
    assert len(plans) == 5
    assert all("INDEX films_that_stand" in plan for plan in plans), plans


def test_the_record_of_a_newer_callsheet_is_refused_by_name(ledger: Ledger, tmp_path: Path) -> None:
    ledger.films.deliver("here", tmp_path, _film(tmp_path, "a.mp4"))
    newer = {"schema": "film/99", "chapters": 3}
    with ledger._engine.begin() as connection:
        connection.execute(update(film_versions).values(document=newer))
    with pytest.raises(StoreError, match=r"newer callsheet \(film/99, this callsheet reads up to"):
        list(ledger.films.pages("here"))


def test_films_are_found_by_their_rows(ledger: Ledger, tmp_path: Path) -> None:
    films = [_film(tmp_path, f"{name}.mp4") for name in "abc"]
    ledger.films.deliver("here", tmp_path, *films)
    found = ledger.films.of_rows("here", ["row-a.mp4", "row-c.mp4", "row-d.mp4"])
    assert sorted(film.file for film in found) == ["a.mp4", "c.mp4"]
    assert (found[0].slug, found[0].locale, found[0].profile) == (found[0].file, "en", "youtube")


def test_thousands_of_films_come_in_the_order_of_their_files_a_page_at_a_time(
    ledger: Ledger, tmp_path: Path
) -> None:
    film = _film(tmp_path, "0.mp4")
    many = [film.model_copy(update={"file": f"{n:05}.mp4"}) for n in range(2100)]
    for one in many:
        (tmp_path / one.file).hardlink_to(tmp_path / "0.mp4")
    ledger.films.deliver("here", tmp_path, *many)
    pages = list(ledger.films.pages("here"))
    assert [len(page) for page in pages] == [1000, 1000, 100]
    assert [one.file for page in pages for one in page] == [one.file for one in many]


def test_the_state_of_an_output_differs_once_anything_has_happened(
    ledger: Ledger, tmp_path: Path
) -> None:
    states = [ledger.films.state("here")]
    ledger.films.deliver("here", tmp_path, _film(tmp_path, "a.mp4"), _film(tmp_path, "b.mp4"))
    states.append(ledger.films.state("here"))
    ledger.films.withdraw("here", ["a.mp4"])
    states.append(ledger.films.state("here"))
    assert states[2] == ledger.films.state("here")
    assert all(one != other for one, other in pairwise(states))


def test_a_film_is_intact_until_its_bytes_change(ledger: Ledger, tmp_path: Path) -> None:
    film = _film(tmp_path, "a.mp4", b"12345")
    path = tmp_path / "a.mp4"
    ledger.films.deliver("here", tmp_path, film)
    standing = _one(ledger, "a.mp4")
    assert standing.intact(tmp_path)
    os.utime(path, ns=(1, 1))
    assert standing.intact(tmp_path), "another time, the same bytes"
    path.write_bytes(b"12346")
    assert not standing.intact(tmp_path), "the same size, other bytes"
    path.write_bytes(b"123456")
    assert not standing.intact(tmp_path), "another size"
    path.unlink()
    assert not standing.intact(tmp_path), "gone"


def test_an_unchanged_film_is_not_read_again(ledger: Ledger, tmp_path: Path) -> None:
    film = _film(tmp_path, "a.mp4", b"12345")
    path = tmp_path / "a.mp4"
    ledger.films.deliver("here", tmp_path, film)
    before = path.stat()
    path.write_bytes(b"54321")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert _one(ledger, "a.mp4").intact(tmp_path)


def test_a_film_that_is_not_there_cannot_be_delivered(ledger: Ledger, tmp_path: Path) -> None:
    film = _film(tmp_path, "a.mp4")
    (tmp_path / "a.mp4").unlink()
    with pytest.raises(FileNotFoundError):
        ledger.films.deliver("here", tmp_path, film)
    assert list(ledger.films.documents("here", ["a.mp4"])) == []
