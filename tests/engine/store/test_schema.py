"""Ledgers of earlier callsheets are brought up to date in place, those of newer ones refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from engine.store import BlobKind, CallState, FilmState, Ledger, schema
from engine.store.tables import REVISION, metadata
from schemas.errors import StoreError

PICTURE = ("/pictures/a.jpg", 100, 10**18)


@contextmanager
def opened(place: Path | str) -> Iterator[Connection]:
    """A connection to the ledger's database, in a transaction, that knows nothing of callsheet."""
    url = f"sqlite:///{place}" if isinstance(place, Path) else place.replace(":", "+psycopg:", 1)
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def change(place: Path | str, *statements: str) -> None:
    with opened(place) as connection:
        for statement in statements:
            connection.execute(text(statement))


def structure(place: Path | str) -> dict[str, Any]:
    """Every table: its columns, key, indexes and conditions, without any order."""
    with opened(place) as connection:
        found = inspect(connection)
        return {
            table: (
                sorted(
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in found.get_columns(table)
                ),
                found.get_pk_constraint(table)["constrained_columns"],
                sorted(
                    (str(one["name"]), one["column_names"], bool(one["unique"]))
                    for one in found.get_indexes(table)
                ),
                sorted(
                    (str(one["name"]), one["sqltext"]) for one in found.get_check_constraints(table)
                ),
            )
            for table in found.get_table_names()
        }


def test_the_first_ledger_is_upgraded_in_place_with_all_it_remembers(
    first_ledger: Path | str,
) -> None:
    with closing(Ledger(first_ledger)) as ledger:
        (film,) = next(ledger.films.chunks("shop"))
        assert (film.file, film.version, film.id) == ("a_en_youtube.mp4", 1, "row-a")
        assert (film.slug, film.locale, film.profile) == ("a", "en", "youtube")
        ((record,),) = ledger.films.pages("shop")
        assert (record.title, record.loudness) == ("A film", float("-inf"))
        (gone,) = ledger.films.versions("shop", "b_en_youtube.mp4")
        assert (gone.state, gone.film.id) == (FilmState.WITHDRAWN, "row-b")
        take = ledger.made("a" * 64, BlobKind.TAKE)
        assert take is not None
        assert (take.sha256, take.bytes, take.lineage) == ("b" * 64, 7, {"seed": 1})
        assert set(ledger.inspections(["a" * 64])) == {"a" * 64}
        assert ledger.facts.read(["line"]) == {"line": {"seconds": 1.5}}
        assert ledger.pictures.get_many([PICTURE], "") == {}  # it was never looked at
        assert ledger.calls.answers(["c" * 64]) == {"c" * 64: {"words": "yes"}}
        (unknown,) = ledger.calls.unknown("shop")
        assert (unknown.what, unknown.state) == ("a script", CallState.UNKNOWN)
        assert ledger.calls.spending("shop", "USD") == (Decimal("0.25"), Decimal(3))


def test_an_upgraded_ledger_has_the_tables_of_a_new_one(
    first_ledger: Path | str, another_place: Path | str
) -> None:
    Ledger(first_ledger).close()
    Ledger(another_place).close()
    assert structure(first_ledger) == structure(another_place)


def test_the_tables_that_are_described_are_those_that_the_migrations_leave(
    first_ledger: Path | str,
) -> None:
    Ledger(first_ledger).close()
    with opened(first_ledger) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    config = Config()
    config.set_main_option("script_location", str(schema._MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_a_job_may_be_submitted_in_an_upgraded_ledger_and_no_unknown_state(
    first_ledger: Path | str,
) -> None:
    Ledger(first_ledger).close()
    change(first_ledger, "UPDATE calls SET state = 'submitted', job = 'j1', base_url = 'http://x'")
    with pytest.raises(Exception, match="state_is_known"):
        change(first_ledger, "UPDATE calls SET state = 'lost'")


def test_the_first_ledger_of_before_calls_were_kept_gets_their_tables(
    first_ledger: Path | str,
) -> None:
    change(first_ledger, "DROP TABLE calls", "DROP TABLE accounts")
    with closing(Ledger(first_ledger)) as ledger:
        assert ledger.calls.unknown("shop") == ()
        assert ledger.films.one("shop", "a_en_youtube.mp4") is not None


def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(first_ledger: Path | str) -> None:
    change(first_ledger, "UPDATE films SET document = '{}' WHERE id = 'row-b'")
    before = structure(first_ledger)
    with pytest.raises(KeyError, match="slug"):
        Ledger(first_ledger)
    assert structure(first_ledger) == before


def test_many_who_open_an_old_ledger_at_once_upgrade_it_once(first_ledger: Path | str) -> None:
    def films(_: int) -> int:
        with closing(Ledger(first_ledger)) as ledger:
            return len(next(ledger.films.chunks("shop")))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(films, range(8))) == [1] * 8


def test_a_current_ledger_is_opened_without_alembic(
    place: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: Connection, _shown: str) -> None:
        raise AssertionError

    monkeypatch.setattr(schema, "upgrade", fail)
    for _ in range(2):
        Ledger(place).close()


def test_a_ledger_of_a_newer_callsheet_is_refused_and_left_alone(place: Path | str) -> None:
    Ledger(place).close()
    change(place, "UPDATE alembic_version SET version_num = '9999'", "DROP TABLE calls")
    before = structure(place)
    with pytest.raises(
        StoreError, match=rf"newer callsheet .*revision 9999, .* reads up to {REVISION}.*--store"
    ):
        Ledger(place)
    assert structure(place) == before


def test_a_ledger_of_a_version_that_was_never_released_is_refused(first_ledger: Path | str) -> None:
    change(first_ledger, "UPDATE ledger_version SET version = 2")
    with pytest.raises(StoreError, match=r"no version that this callsheet reads .*version 2"):
        Ledger(first_ledger)
