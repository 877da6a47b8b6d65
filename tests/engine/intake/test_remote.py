from __future__ import annotations

import gzip
import os
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.intake import RemotePictures, Unfetched, gather_all
from engine.intake.picture import MOST_BYTES
from engine.store import Store, open_store
from schemas.brief import Material
from schemas.catalog import PictureSettings
from schemas.errors import RowError
from schemas.reject import Code
from tests.engine.intake.test_gather import RunMemory, _brief
from tests.picture_server import Given, PictureServer, canary, jpeg, serving

PUBLIC = "93.184.216.34"
ANYBODY = "0.0.0.0"  # noqa: S104 - an address that must not be asked


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def _remote(store: Store, *hosts: str, refresh: float = 24, at_once: int = 4) -> RemotePictures:
    settings = PictureSettings(hosts=hosts or None, refresh=refresh, at_once=at_once)
    return RemotePictures(settings, store.blobs, store.ledger.facts, pause=0.01)


def _quiet(_sentence: str) -> None:
    """Nobody listens."""


def _failure(server: PictureServer, store: Store, path: str) -> RowError:
    remote = _remote(store, server.host)
    remote.fetch([server.url(path)], _quiet)
    return remote.failures[server.url(path)]


def test_pictures_of_a_named_host_are_fetched_once_and_read_from_the_store(store: Store) -> None:
    with serving(cup=Given(jpeg("teal")), mug=Given(jpeg("navy"))) as server:
        remote = _remote(store, server.host)
        addresses = [server.url("/cup.jpg"), server.url("/mug.jpg"), server.url("/cup.jpg")]
        assert remote.fetch(addresses, _quiet) == 2
        assert remote.fetch(addresses, _quiet) == 0
        assert sorted(server.asked) == ["/cup.jpg", "/mug.jpg"]
    known = remote.known(addresses)
    assert known[addresses[0]].path.read_bytes() == jpeg("teal")
    assert not remote.failures


def test_a_brief_waits_for_its_pictures_and_then_has_them(store: Store, tmp_path: Path) -> None:
    with serving(cup=Given(jpeg("teal")), same=Given(jpeg("teal"))) as server:
        urls = server.url("/cup.jpg"), server.url("/same.jpg")
        brief, remote = _brief(*urls), _remote(store, server.host)
        waits = gather_all([brief], tmp_path, RunMemory(), fetched=remote.known(urls))
        assert waits == {"a": Unfetched(urls)}
        remote.fetch(urls, _quiet)
    found = gather_all([brief], tmp_path, RunMemory(), fetched=remote.known(urls))["a"]
    assert isinstance(found, Material)
    (picture,) = found.pictures
    assert (picture.address, picture.width, Path(picture.path).is_absolute()) == (urls[0], 96, True)


def test_an_old_picture_is_asked_for_by_its_tag_and_taken_where_it_changed(store: Store) -> None:
    state = {"tag": '"one"', "body": jpeg("teal")}

    def answer(headers: Mapping[str, str]) -> Given:
        tag = {"etag": str(state["tag"])}
        if headers.get("if-none-match") == state["tag"]:
            return Given(status=304, headers=tag)
        return Given(bytes(state["body"]), headers=tag)  # type: ignore[arg-type]

    with serving() as server:
        server.answers["/cup.jpg"] = answer
        url = server.url("/cup.jpg")
        seen = []
        for tag, body in (('"one"', b""), ('"one"', b""), ('"two"', jpeg("navy"))):
            state |= {"tag": tag, "body": body or state["body"]}
            remote = _remote(store, server.host, refresh=0)
            assert remote.fetch([url], _quiet) == 1
            seen.append(remote.known([url])[url].path.read_bytes())
        assert seen == [jpeg("teal"), jpeg("teal"), jpeg("navy")]
        del server.answers["/cup.jpg"]
        heard: list[str] = []
        remote = _remote(store, server.host, refresh=0)
        remote.fetch([url], heard.append)
        assert remote.known([url])[url].path.read_bytes() == jpeg("navy")
        assert heard == [
            "1 picture did not come from its address as before: what it gave then is used."
        ]


def test_what_fails_for_now_is_tried_three_times(store: Store) -> None:
    tries = iter([Given(status=503), Given(status=500), Given(jpeg())])
    with serving() as server:
        server.answers["/cup.jpg"] = lambda _headers: next(tries)
        remote = _remote(store, server.host)
        remote.fetch([server.url("/cup.jpg"), server.url("/gone.jpg")], _quiet)
        assert remote.known([server.url("/cup.jpg")])
        assert sorted(server.asked) == ["/cup.jpg"] * 3 + ["/gone.jpg"] * 3
    (gone,) = remote.failures.values()
    assert gone.code == Code.IMAGE_UNAVAILABLE
    assert "404" in gone.what


def test_a_host_is_asked_by_few_at_a_time_and_not_before_it_allows(store: Store) -> None:
    first = {"at": 0.0}

    def busy(_headers: Mapping[str, str]) -> Given:
        if not first["at"]:
            first["at"] = time.monotonic()
            return Given(status=429, headers={"retry-after": "1"})
        first["waited"] = time.monotonic() - first["at"]
        return Given(jpeg())

    def slow(_headers: Mapping[str, str]) -> Given:
        time.sleep(0.02)
        return Given(jpeg())

    with serving() as server:
        server.answers |= {"/busy.jpg": busy, **{f"/{n}.jpg": slow for n in range(12)}}
        remote = _remote(store, server.host, at_once=2)
        remote.fetch([server.url(path) for path in server.answers], _quiet)
        assert not remote.failures
        assert server.at_once == 2
    assert 0.9 < first["waited"] < 3


def test_a_host_that_does_not_answer_is_given_up(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    remote = _remote(store, f"127.0.0.1:{port}", at_once=1)
    addresses = [f"http://127.0.0.1:{port}/{n}.jpg" for n in range(30)]
    remote.fetch(addresses, _quiet)
    assert {error.code for error in remote.failures.values()} == {Code.IMAGE_UNAVAILABLE}
    reasons = [remote.failures[one].what for one in addresses]
    assert sum("does not answer, or asks" in reason for reason in reasons) == 25


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (Given(headers={"content-length": str(MOST_BYTES + 1)}), Code.IMAGE_LIMIT, "25 MB"),
        (
            Given(gzip.compress(bytes(MOST_BYTES + 10)), headers={"content-encoding": "gzip"}),
            Code.IMAGE_LIMIT,
            "25 MB",
        ),
        (Given(b"\x1f\x8bxx", headers={"content-encoding": "gzip"}), Code.IMAGE_BROKEN, "unpacked"),
        (Given(jpeg(), headers={"content-encoding": "br"}), Code.IMAGE_BROKEN, "'br'"),
        (Given(b"<html>", headers={"content-type": "image/jpeg"}), Code.IMAGE_FORMAT, "web page"),
        (Given(), Code.IMAGE_BROKEN, "empty"),
        (Given(status=302, headers={"location": "/cup.jpg"}), Code.IMAGE_UNAVAILABLE, "5 times"),
        (Given(status=302, headers={"location": "file:///etc/passwd"}), Code.URL_BLOCKED, "file:"),
    ],
    ids=["large", "bomb", "damaged", "brotli", "page", "empty", "round", "file"],
)
def test_what_is_no_picture_within_limits_is_refused(
    store: Store, given: Given, code: Code, words: str
) -> None:
    with serving(cup=given) as server:
        failure = _failure(server, store, "/cup.jpg")
    assert failure.code == code
    assert words in failure.what
    assert not list((Path(store.location) / "blobs").rglob("*.file"))


def test_a_packed_picture_is_unpacked(store: Store) -> None:
    given = Given(gzip.compress(jpeg()), headers={"content-encoding": "gzip"})
    with serving(cup=given) as server:
        remote = _remote(store, server.host)
        remote.fetch([server.url("/cup.jpg")], _quiet)
        (found,) = remote.known([server.url("/cup.jpg")]).values()
    assert found.path.read_bytes() == jpeg()


def test_a_trickle_ends_when_the_time_of_a_picture_is_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.intake.download._WHOLE", 0.5)

    def trickle(_headers: Mapping[str, str]) -> Given:
        time.sleep(3)
        return Given(jpeg())

    with serving() as server:
        server.answers["/cup.jpg"] = trickle
        began = time.monotonic()
        failure = _failure(server, store, "/cup.jpg")
        assert time.monotonic() - began < 2.5
    assert failure.code == Code.IMAGE_LIMIT


def _hostile(port: int) -> list[str]:
    """Addresses that lead to a private machine, each in its own way."""
    hosts = [
        *("127.0.0.1", "127.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7f.0.0.1"),
        *("017700000001", "0177.0.0.1", "0", ANYBODY, "[::1]", "[::]", "[::ffff:127.0.0.1]"),
        *("[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("[fe80::1%25lo]", "[fe80::1]", "[fc00::1]", "localhost", "LOCALHOST.", "a.localhost"),
        *("10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.169.254"),
        *("metadata.google.internal", "printer.local", "intranet", "①②⑦.⓪.⓪.①"),
        *("rebinds.example", "private.example", "half.example", "user:secret@127.0.0.1"),
        *("shop.example\\@127.0.0.1", "shop.example@127.0.0.1", "%31%32%37.0.0.1"),
    ]
    return [*(f"http://{host}:{port}/a.jpg" for host in hosts), f"https://127.0.0.1:{port}/a.jpg"]


def _resolved(host: str, port: int, *_less: Any, **_more: Any) -> list[Any]:
    """What a hostile name server says: public once, private later, or both at once."""
    known = {
        "rebinds.example": [PUBLIC, "127.0.0.1"],
        "private.example": ["10.0.0.7"],
        "half.example": [PUBLIC, "192.168.0.1"],
    }
    machines = known.get(str(host).lower())
    if machines is None:
        return _REAL(host, port, *_less, **_more)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in machines]


_REAL = socket.getaddrinfo


def test_40_hostile_addresses_reach_no_private_machine(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolved)
    with canary() as trap:
        addresses = _hostile(trap.port)
        assert len(addresses) == 40
        remote = _remote(store)
        remote.fetch(addresses, _quiet)
        briefs = [_brief(one, identity=str(n)) for n, one in enumerate(addresses)]
        refused = {one: found for one in addresses if (found := remote.refusal(one))}
        gathered = gather_all(briefs, tmp_path, RunMemory(), fetched=refused)
        time.sleep(0.05)
        assert trap.heard == []
    codes = {one.code for one in gathered.values() if isinstance(one, RowError)}
    assert (len(refused), codes) == (40, {Code.URL_BLOCKED})
    assert not any("secret" in f"{one} {one.where}" for one in refused.values())


def test_a_redirect_to_a_private_machine_is_not_followed(store: Store) -> None:
    with canary() as trap, serving() as server:
        for n, url in enumerate(_hostile(trap.port)):
            there = url.encode("ascii", "ignore").decode()
            server.answers[f"/{n}.jpg"] = Given(status=302, headers={"location": there})
        remote = _remote(store, server.host)
        remote.fetch([server.url(path) for path in server.answers], _quiet)
        time.sleep(0.05)
        assert trap.heard == []
    assert {one.code for one in remote.failures.values()} == {Code.URL_BLOCKED}
    assert len(remote.failures) == 40


def test_a_name_is_resolved_once_and_its_checked_machine_is_connected_to(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that says something else the second time is not asked a second time."""
    asked: list[str] = []
    with serving(cup=Given(jpeg())) as server:

        def resolve(host: str, port: int, *_less: Any, **_more: Any) -> list[Any]:
            if host == "127.0.0.1":
                return _REAL(host, port, *_less, **_more)
            asked.append(host)
            machine = "10.0.0.7" if len(asked) > 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (machine, port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        url = f"http://pictures.example:{server.port}/cup.jpg"
        remote = _remote(store, f"pictures.example:{server.port}")
        remote.fetch([url], _quiet)
        assert asked == ["pictures.example"]
        assert remote.known([url])
    blocked = _remote(store, "*.example")
    assert blocked.refusal(url) is None
    blocked.fetch([url.replace("cup", "mug")], _quiet)
    (failure,) = blocked.failures.values()
    assert failure.code == Code.URL_BLOCKED
    assert "pictures.example is 10.0.0.7" in failure.where


def test_only_named_hosts_are_asked_where_some_are_named(store: Store) -> None:
    remote = _remote(store, "cdn.shop.example", "*.images.example")
    for allowed in ("https://cdn.shop.example/a", "//a.images.example/b c.jpg"):
        assert remote.refusal(allowed) is None
    for other in (
        "https://shop.example/a",
        "https://images.example/a",
        "http://cdn.shop.example:22/",
    ):
        refusal = remote.refusal(other)
        assert refusal is not None
        assert refusal.code == Code.URL_BLOCKED
    nobody = RemotePictures(PictureSettings(hosts=()), store.blobs, store.ledger.facts)
    assert nobody.refusal("https://cdn.shop.example/a") is not None


def test_link_local_machines_are_never_asked_though_they_are_named(store: Store) -> None:
    remote = _remote(store, "169.254.169.254", "[fe80::1]", ANYBODY)
    for host in ("169.254.169.254", "[fe80::1]", ANYBODY):
        assert remote.refusal(f"http://{host}/latest/meta-data") is not None


def test_no_proxy_of_the_environment_is_used(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with canary() as trap, serving(cup=Given(jpeg())) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setitem(os.environ, name, f"http://127.0.0.1:{trap.port}")
        remote = _remote(store, server.host)
        remote.fetch([server.url("/cup.jpg")], _quiet)
        assert (trap.heard, remote.failures) == ([], {})
