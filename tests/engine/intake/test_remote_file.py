"""Catalogs at addresses: from a server on loopback, and from a file system that fsspec knows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pytest

from engine.intake import fetch_file, is_elsewhere, name_of
from schemas.errors import CatalogError


@dataclass
class Shop:
    """What the server answers, and what it was asked."""

    table: bytes = b"id,title\n1,Cup\n"
    etag: str = '"one"'
    status: int = 200
    leads_to: str = ""
    asked: list[tuple[str, int]] = field(default_factory=list)
    url: str = ""


@contextmanager
def served(shop: Shop) -> Iterator[Shop]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = 304 if self.headers["if-none-match"] == shop.etag else shop.status
            status = 302 if shop.leads_to else status
            shop.asked.append((self.path, status))
            self.send_response(status)
            self.send_header("etag", shop.etag)
            self.send_header("location", shop.leads_to)
            body = shop.table if status == 200 else b""
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        shop.url = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield shop
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def shop() -> Iterator[Shop]:
    with served(Shop()) as shop:
        yield shop


def test_addresses_are_told_from_paths() -> None:
    assert is_elsewhere("s3://bucket/feeds/a.csv")
    assert is_elsewhere("https://shop.example/a.csv?token=1")
    assert not is_elsewhere("feeds/a.csv")
    assert not is_elsewhere("C:/feeds/a.csv")
    assert name_of("https://shop.example/feeds/a.csv?token=1") == "a.csv"


def test_a_catalog_is_fetched_once_and_again_when_it_has_changed(
    shop: Shop, tmp_path: Path
) -> None:
    first = fetch_file(f"{shop.url}/feed.csv", tmp_path)
    assert (first.name, first.read_bytes()) == ("feed.csv", shop.table)
    assert fetch_file(f"{shop.url}/feed.csv", tmp_path) == first
    shop.table, shop.etag = b"id,title\n2,Bowl\n", '"two"'
    assert fetch_file(f"{shop.url}/feed.csv", tmp_path).read_bytes() == shop.table
    assert [status for _, status in shop.asked] == [200, 304, 200]


def test_an_old_copy_is_not_taken_for_a_catalog_that_is_gone(shop: Shop, tmp_path: Path) -> None:
    fetch_file(f"{shop.url}/feed.csv", tmp_path)
    shop.status, shop.etag = 404, '"gone"'
    with pytest.raises(CatalogError, match="the server answered 404"):
        fetch_file(f"{shop.url}/feed.csv?token=secret", tmp_path)


def test_no_error_holds_what_may_be_a_secret(shop: Shop, tmp_path: Path) -> None:
    shop.status = 403
    with pytest.raises(CatalogError) as caught:
        fetch_file(f"{shop.url}/feed.csv?token=secret", tmp_path)
    assert "secret" not in str(caught.value)


def test_nothing_leads_on_into_a_private_network(shop: Shop, tmp_path: Path) -> None:
    with served(Shop()) as canary:
        shop.leads_to = f"{canary.url}/latest/meta-data"
        with pytest.raises(CatalogError, match="private"):
            fetch_file(f"{shop.url}/feed.csv", tmp_path)
        assert canary.asked == []


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="refused"):
        fetch_file("http://127.0.0.1:9/feed.csv", tmp_path)


def test_any_file_system_that_fsspec_knows_will_do(tmp_path: Path) -> None:
    files = fsspec.filesystem("memory")
    files.pipe("/feeds/a.csv", b"id,title\n1,Cup\n")
    found = fetch_file("memory://feeds/a.csv", tmp_path)
    assert found.read_bytes() == b"id,title\n1,Cup\n"
    files.pipe("/feeds/a.csv", b"id,title\n1,Bowl\n")
    assert fetch_file("memory://feeds/a.csv", tmp_path).read_bytes() == b"id,title\n1,Bowl\n"
    files.rm("/feeds/a.csv")
    with pytest.raises(CatalogError, match="FileNotFoundError"):
        fetch_file("memory://feeds/a.csv", tmp_path)
