"""Films stand, change and are withdrawn, by output folder and file."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from engine.store import FilmState, Ledger
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


def test_delivered_films_stand_under_their_own_output_only(ledger: Ledger, tmp_path: Path) -> None:
    film = _film(tmp_path, "films/a.mp4")
    ledger.films.deliver("here", tmp_path, film)
    standing = ledger.films.standing("here")["films/a.mp4"]
    assert (standing.id, standing.key, standing.sha256) == (film.id, film.key, film.sha256)
    assert ledger.films.standing("there") == {}
    assert list(ledger.films.documents("here", ["films/a.mp4", "no.mp4"])) == [film]


def test_a_withdrawn_film_no_longer_stands_but_stays_on_record(
    ledger: Ledger, tmp_path: Path
) -> None:
    films = ledger.films
    films.deliver("here", tmp_path, _film(tmp_path, "a.mp4"), _film(tmp_path, "b.mp4"))
    films.withdraw("here", ["a.mp4"])
    assert set(films.standing("here")) == {"b.mp4"}
    assert set(films.standing("here", FilmState.WITHDRAWN)) == {"a.mp4"}
    assert set(films.standing("here", None)) == {"a.mp4", "b.mp4"}
    films.deliver("here", tmp_path, _film(tmp_path, "a.mp4"))
    assert films.standing("here")["a.mp4"].state is FilmState.DELIVERED


def test_a_film_is_intact_until_its_bytes_change(ledger: Ledger, tmp_path: Path) -> None:
    film = _film(tmp_path, "a.mp4", b"12345")
    path = tmp_path / "a.mp4"
    ledger.films.deliver("here", tmp_path, film)
    standing = ledger.films.standing("here")["a.mp4"]
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
    assert ledger.films.standing("here")["a.mp4"].intact(tmp_path)


def test_a_film_that_is_not_there_cannot_be_delivered(ledger: Ledger, tmp_path: Path) -> None:
    film = _film(tmp_path, "a.mp4")
    (tmp_path / "a.mp4").unlink()
    with pytest.raises(FileNotFoundError):
        ledger.films.deliver("here", tmp_path, film)
    assert ledger.films.standing("here", None) == {}
