"""The attacks that a server on loopback has to expect, against a real one."""

from __future__ import annotations

import json
import re
import socket
import stat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.flows.serving.office import Office
from tests.flows.shop import Shop

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def path(office: Office) -> str:
    """Where runs of the shop are started, under the API's address."""
    deployment = office.production("shop")["deployment"]
    return f"/deployments/{deployment}/create_flow_run"


def planted(office: Office) -> int:
    body = {"flow_runs": {"name": {"any_": ["planted"]}}}
    return int(office.call("POST", "/flow_runs/count", body))


def test_a_page_in_a_browser_here_starts_no_run(office: Office, path: str) -> None:
    """It sends a body without a content type, for which no browser asks first; here with the
    password even.
    """
    headers = {"Origin": "http://evil.example", "Content-Type": ""}
    body = b'{"name": "planted"}'
    refused = httpx.post(
        f"{office.said['api']}{path}", content=body, headers=headers, auth=office.auth
    )
    assert (refused.status_code, refused.json()["detail"]) == (403, "Missing CSRF token.")
    automation = {"name": "planted", "trigger": {}, "actions": []}
    refused = httpx.post(
        f"{office.said['api']}/automations/",
        content=json.dumps(automation),
        headers=headers,
        auth=office.auth,
    )
    assert refused.status_code == 403
    assert planted(office) == 0


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", ""])
def test_a_page_whose_name_points_to_this_machine_gets_nothing(office: Office, name: str) -> None:
    address = urlsplit(office.said["api"])
    for where in ("/api/csrf-token?client=x", "/api/health", "/", "/api/events/out"):
        answer = httpx.get(
            f"http://{address.netloc}{where}",
            headers={"Host": f"{name}:{address.port}"},
            auth=office.auth,
        )
        assert answer.status_code == 400
        assert "another name" in answer.text


def test_prefects_pages_speak_to_this_server_alone_and_stand_in_no_frame(office: Office) -> None:
    page = httpx.get(office.said["ui"], auth=office.auth, follow_redirects=True)
    policy = page.headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_websocket_under_another_name_is_not_opened(office: Office) -> None:
    address = urlsplit(office.said["api"])
    assert _upgrade(address.port or 0, "evil.example").startswith("HTTP/1.1 403")
    assert _upgrade(address.port or 0, "127.0.0.1").startswith("HTTP/1.1 101")


def _upgrade(port: int, host: str) -> str:
    """The first line of the answer to a websocket's request."""
    lines = [
        "GET /api/events/out HTTP/1.1",
        f"Host: {host}:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol: prefect",
    ]
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return connection.recv(4096).decode()


def test_another_account_of_this_machine_gets_nothing_without_the_password(office: Office) -> None:
    api = office.said["api"]
    for call in ("/deployments/filter", "/block_documents/filter", "/flow_runs/filter"):
        assert httpx.post(f"{api}{call}", json={"include_secrets": True}).status_code == 403
    assert httpx.get(f"{api}/csrf-token?client=x").status_code == 401
    token = {
        name: office.client.headers[name] for name in ("Prefect-Csrf-Token", "Prefect-Csrf-Client")
    }
    assert httpx.post(f"{api}/flow_runs/filter", json={}, headers=token).status_code == 401
    assert httpx.get(f"{api}/admin/settings", auth=("callsheet", "guess")).status_code == 401


def test_the_password_and_the_database_are_their_owners_alone(office: Office, shop: Shop) -> None:
    state = shop.folder.parent / ".callsheet" / "serving"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in state.iterdir()}
    assert {"prefect.db", "password", "server.log"} <= modes.keys()
    assert {mode & 0o077 for mode in modes.values()} == {0}
    assert office.auth[1] not in json.dumps(office.said)


def test_the_password_is_told_once_with_how_to_use_it(office: Office) -> None:
    log = office.log.read_text("utf-8")
    assert log.count(":".join(office.auth)) == 1
    assert "PREFECT_SERVER_API_AUTH_STRING=user:password" in log


ELSEWHERE = "/tmp/elsewhere"  # noqa: S108 - never written


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"production": {"out": ELSEWHERE}}, "parameters.*production: .* valid string"),
        ({"production": "shop", "base": "/"}, "exited with a general error"),  # before it begins
        (
            {"production": "shop", "choices": {"out": ELSEWHERE, "writer": {"base_url": "x"}}},
            r"parameters.*choices\.out: Extra .*\n - choices\.writer: Extra",
        ),
    ],
)
def test_no_parameter_says_where_keys_go_or_what_is_read_or_written(
    office: Office, path: str, parameters: dict[str, Any], words: str
) -> None:
    """A server that is told not to look lets the run refuse them."""
    body = {"parameters": parameters, "enforce_parameter_schema": False}
    ended = office.ended(office.call("POST", path, body)["id"])
    assert ended["state_name"] in {"Failed", "Crashed"}
    assert re.search(words, ended["state"]["message"], re.DOTALL)


@pytest.mark.parametrize("how", ["steps", "entrypoint"])
def test_a_deployment_that_was_changed_on_the_server_is_not_run_and_it_is_said(
    office: Office, tmp_path: Path, how: str
) -> None:
    identity = office.production("gone")["deployment"]
    found = office.call("GET", f"/deployments/{identity}")
    mark = tmp_path / "mark"
    step = {"prefect.deployments.steps.run_shell_script": {"script": f"touch {mark}"}}
    changes: dict[str, dict[str, Any]] = {
        "steps": {"pull_steps": [step]},
        "entrypoint": {"entrypoint": "this.main"},
    }
    kept = {name: found[name] for name in ("flow_id", "name", "entrypoint", "parameters")}
    changed = office.call("POST", "/deployments/", kept | changes[how])
    assert changed["id"] == identity
    run = office.start("gone")
    ended = office.ended(run)
    assert ended["state_name"] == "Failed"
    assert "not the one that callsheet serve registered" in ended["state"]["message"]
    assert not mark.exists()
    assert f"{run}): Not run" in office.log.read_text("utf-8")
    office.call("POST", "/deployments/", kept | {"pull_steps": []})
