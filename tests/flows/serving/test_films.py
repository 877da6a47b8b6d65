"""The output folders over HTTP: what is shown, and what is not."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from flows.serving.figures import Figures
from flows.serving.films import films_app, showing
from tests.flows.serving.office import free_port, until

PASSWORD = "Rössler & co: 1"  # noqa: S105 - a test's
FILM = bytes(range(256)) * 40


def answers(address: str) -> bool:
    try:
        httpx.get(address)
    except httpx.TransportError:
        return False
    return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    (folder / "secret.txt").write_text("secret", "utf-8")
    out = folder / "out"
    (out / "films" / "lamp").mkdir(parents=True)
    (out / "films" / "lamp" / "lamp.mp4").write_bytes(FILM)
    (out / "index.html").write_text("<h1>Contact sheet</h1>", "utf-8")
    (out / ".turn").write_text("lock", "utf-8")
    (out / ".callsheet").mkdir()
    (out / ".callsheet" / "ledger.sqlite").write_text("secret", "utf-8")
    (out / "link.txt").symlink_to(folder / "secret.txt")
    return out


@pytest.fixture(scope="module")
def shown(folder: Path) -> Iterator[str]:
    folders = {"shop": folder, "empty": folder.parent / "later"}
    app = films_app(folders, Figures(folders, []), password=None, hosts=["127.0.0.1"])
    port = free_port()
    with showing(app, "127.0.0.1", port):
        until(lambda: answers(f"http://127.0.0.1:{port}"))
        yield f"http://127.0.0.1:{port}"


def test_pages_and_films_are_shown(shown: str) -> None:
    page = httpx.get(f"{shown}/shop/index.html")
    assert page.headers["content-type"].startswith("text/html")
    film = httpx.get(f"{shown}/shop/films/lamp/lamp.mp4")
    assert (film.headers["content-type"], film.content) == ("video/mp4", FILM)


def test_a_part_of_a_film_can_be_asked_for(shown: str) -> None:
    part = httpx.get(f"{shown}/shop/films/lamp/lamp.mp4", headers={"Range": "bytes=256-511"})
    assert part.status_code == 206
    assert part.content == FILM[256:512]


@pytest.mark.parametrize(
    "path",
    [
        "/shop/films/",
        "/shop/films/lamp",
        "/shop/.turn",
        "/shop/.callsheet/ledger.sqlite",
        "/shop/link.txt",
        "/shop/../secret.txt",
        "/shop/%2e%2e/secret.txt",
        "/shop/..%2fsecret.txt",
        "/shop/films/..%5c..%5c..%5csecret.txt",
        "/shop//etc/passwd",
        "/etc/passwd",
    ],
)
def test_nothing_else_is_shown(shown: str, path: str) -> None:
    parts = urlsplit(shown)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.request("GET", path)  # unlike httpx, it sends the path as it stands
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status in {307, 404}
    assert b"secret" not in body
    assert b"lamp" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(shown: str, folder: Path, method: str) -> None:
    assert httpx.request(method, f"{shown}/shop/index.html").status_code == 405
    assert (folder / "index.html").exists()


def test_a_page_under_another_name_gets_nothing(shown: str) -> None:
    answer = httpx.get(f"{shown}/shop/index.html", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Contact" not in answer.text


def test_the_contents_and_a_productions_own_address_lead_to_its_sheet(shown: str) -> None:
    assert 'href="shop/"' in httpx.get(f"{shown}/").text
    assert "Contact sheet" in httpx.get(f"{shown}/shop/").text


def test_before_its_first_film_a_production_shows_nothing(shown: str) -> None:
    assert httpx.get(f"{shown}/empty/index.html").status_code == 404


def test_with_a_password_it_is_asked_for(folder: Path) -> None:
    app = films_app({"shop": folder}, Figures(["shop"], []), password=PASSWORD, hosts=["*"])
    port = free_port()
    page = f"http://127.0.0.1:{port}/shop/index.html"
    with showing(app, "127.0.0.1", port):
        until(lambda: answers(page))
        asked = httpx.get(page)
        assert asked.status_code == 401
        assert asked.headers["www-authenticate"].startswith("Basic ")
        for wrong in ("", "x", PASSWORD[:-1]):
            assert httpx.get(page, auth=("anyone", wrong)).status_code == 401
        assert httpx.get(page, headers={"Authorization": "Basic !"}).status_code == 401
        assert httpx.get(page, auth=("anyone", PASSWORD)).status_code == 200
        assert httpx.get(f"http://127.0.0.1:{port}/metrics").status_code == 401
        assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 503  # it starts
