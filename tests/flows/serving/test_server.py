"""The server that serve starts: its password, its folder, and the names that it answers to."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.settings import PREFECT_SERVER_API_AUTH_STRING, temporary_settings

from flows.serving import server
from flows.serving.guard import host_of
from schemas.errors import ProductionError
from schemas.serving import ServerSettings


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
    found = server._environment(settings, tmp_path, "user:word", said)
    assert found["PREFECT_SERVER_CSRF_PROTECTION_ENABLED"] == "true"
    assert found["PREFECT_SERVER_API_AUTH_STRING"] == "user:word"
    assert found["PREFECT_SERVER_DATABASE_TIMEOUT"] == "7"
    assert found["PREFECT_UI_URL"] == "https://runs.example"
    assert "https://runs.example" in found["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"]


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
