"""A ledger in Postgres is opened, made and refused without a word of its password."""

from __future__ import annotations

import pickle
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from engine.store import BlobKind, BlobRecord, Ledger, open_store
from engine.store.database import open_postgres
from schemas.errors import StoreError
from schemas.keys import key_of


def test_the_store_of_a_folder_may_have_its_ledger_in_postgres(
    database: str, tmp_path_factory: pytest.TempPathFactory, key: str
) -> None:
    folder = tmp_path_factory.mktemp("store")
    for number in range(2):
        with open_store(folder, database) as store:
            if number == 0:
                with store.blobs.writing(key, BlobKind.TAKE) as part:
                    part.write_bytes(b"take")
                store.record(store.blobs.made(key, BlobKind.TAKE))
            assert store.ready([key], BlobKind.TAKE) == {key}
    assert not list(folder.rglob("*.sqlite"))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_the_address_names_the_same_ledger(database: str, scheme: str) -> None:
    made = BlobRecord(key_of("take", n=1), BlobKind.TAKE, "ab" * 32, 3, {"seed": 1})
    with closing(Ledger(database)) as ledger:
        ledger.record(made)
    with closing(Ledger(urlsplit(database)._replace(scheme=scheme).geturl())) as again:
        assert again.made(made.key, BlobKind.TAKE) == made


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://user:canary@127.0.0.1:1/none",
        "postgresql://user:canary@127.0.0.1/none?port=1",
        "postgres://user:can%61ry@127.0.0.1:1/none",
    ],
)
def test_a_database_out_of_reach_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be used .*127\.0\.0\.1") as error:
        open_postgres(address)
    assert "canary" not in str(error.value)
    assert "can%61ry" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_database_that_is_not_there_is_refused_by_its_name(cluster: str) -> None:
    address = urlsplit(cluster)._replace(path="/no_such_ledger").geturl()
    with pytest.raises(StoreError, match='database "no_such_ledger" does not exist'):
        open_postgres(address)


@pytest.mark.parametrize(
    "address",
    ["postgresql:/canary", "postgresql://user:canary@host:port/x", "mysql://user:canary@host/x"],
)
def test_an_address_that_is_none_is_refused_without_showing_it(
    address: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(StoreError, match="cannot be read") as error:
        open_store(tmp_path_factory.mktemp("store"), address)
    assert "canary" not in str(error.value)


def test_neither_a_ledger_nor_its_pickle_shows_the_password(database: str) -> None:
    with closing(Ledger(database)) as ledger:
        assert urlsplit(database).netloc not in repr(ledger)
        assert "canary" not in repr(ledger._engine.url.set(password="canary"))  # noqa: S106 - no secret
        with pytest.raises(StoreError, match="does not travel"):
            pickle.dumps(ledger)
