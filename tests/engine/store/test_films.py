"""Films stand, change and are withdrawn, by output folder and file."""

from __future__ import annotations

import os
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from engine.store import DeliveredFilm, FilmState, Ledger
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
    films = ledger.films
    films.deliver("here", tmp_path, _film(tmp_path, "a.mp4"), _film(tmp_path, "b.mp4"))
    films.withdraw("here", ["a.mp4"])
    assert [film.file for chunk in films.chunks("here") for film in chunk] == ["b.mp4"]
    assert films.one("here", "a.mp4") is None
    assert [film.file for film in films.documents("here", ["a.mp4"])] == ["a.mp4"]
    films.deliver("here", tmp_path, _film(tmp_path, "a.mp4"))
    assert _one(ledger, "a.mp4").state is FilmState.DELIVERED


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
