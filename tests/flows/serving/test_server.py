"""The server that serve starts: its password, its folder, and the names that it answers to."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.settings import PREFECT_SERVER_API_AUTH_STRING, temporary_settings

from flows.serving import server, server_log
from flows.serving.guard import host_of
from schemas.errors import ProductionError
from schemas.serving import ServerSettings
from tests.flows.serving.office import until


@pytest.fixture(autouse=True)
def unset() -> Iterator[None]:
    with temporary_settings(restore_defaults={PREFECT_SERVER_API_AUTH_STRING}):
        yield


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_password_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    first, file, is_new = server._password(tmp_path)
    assert (file, is_new) == (tmp_path / "password", True)
    assert len(first.partition(":")[2]) >= 32
    assert mode(tmp_path / "password") == 0o600
    assert server._password(tmp_path) == (first, file, False)


def test_the_users_own_password_stands(tmp_path: Path) -> None:
    with temporary_settings({PREFECT_SERVER_API_AUTH_STRING: "boss:word"}):
        assert server._password(tmp_path) == ("boss:word", None, False)
    assert not (tmp_path / "password").exists()


def test_an_empty_password_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "password").touch()
    with pytest.raises(ProductionError, match=r"password is empty .*Delete it"):
        server._password(tmp_path)


def test_a_folder_of_an_earlier_callsheet_is_closed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir(mode=0o755)
    (state / "prefect.db").touch(0o644)
    (tmp_path / "other").touch(0o644)
    (state / "link").symlink_to(tmp_path / "other")
    server._close(state)
    assert (mode(state), mode(state / "prefect.db")) == (0o700, 0o600)
    assert mode(tmp_path / "other") == 0o644


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(ProductionError, match=r"cannot be made private \(state .*File exists"):
        server._close(tmp_path / "state")


def test_the_protections_stand_whatever_the_environment_says(tmp_path: Path) -> None:
    said = {
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "false",
        "PREFECT_SERVER_API_AUTH_STRING": "",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "7",
    }
    settings = ServerSettings(address="https://runs.example")
    found = server._environment(settings, tmp_path, "user:word", said, keep=7)
    assert found["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
    assert found["PREFECT_SERVER_API_AUTH_STRING"] == "user:word"
    assert found["PREFECT_SERVER_DATABASE_TIMEOUT"] == "7"
    assert found["PREFECT_UI_URL"] == "https://runs.example"
    assert found["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == str(7 * 86400)
    assert "https://runs.example" in found["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"]


def test_what_the_server_says_is_kept_in_two_files_of_limited_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_log, "_LARGEST", 1000)
    log = tmp_path / "server.log"
    talk = "for n in range(500): print(n, 'x' * 20, flush=True)"
    process = subprocess.Popen([sys.executable, "-c", talk], stdout=subprocess.PIPE)
    server_log.written_by(process, log)
    process.wait()
    until(lambda: log.exists() and "499 x" in log.read_text("ascii"))
    assert {path.name for path in tmp_path.iterdir()} == {"server.log", "server.log.1"}
    assert max(path.stat().st_size for path in tmp_path.iterdir()) < 1100
    assert mode(log) == 0o600


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("//Runs.Example:4200", "runs.example"),
        ("//[::1]:4200", "::1"),
        ("//user@evil", "evil"),
        ("//", ""),
        ("//[", ""),
    ],
)
def test_the_name_in_an_address(address: str, name: str) -> None:
    assert host_of(address) == name
