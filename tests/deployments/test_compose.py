"""Compose: valid, closed, with every secret asked for, and a start in the right order."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Overrides, open_target
from tests.deployments.recipes import DEPLOYMENTS, documents, images, interpolated, variables

FILE = DEPLOYMENTS / "compose.yaml"
COMPOSE = documents("compose.yaml")[0]
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SECRETS = {
    "POSTGRES_PASSWORD",
    "PREFECT_AUTH",
    "FILMS_PASSWORD",
    "RAY_AUTH_TOKEN",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
}


def test_it_is_what_the_compose_specification_describes() -> None:
    check = Path(sys.executable).with_name("check-jsonschema")
    found = subprocess.run(
        [check, "--builtin-schema", "vendor.compose-spec", FILE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout


def test_every_published_port_is_on_loopback_unless_told_otherwise() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert [port.rsplit(":", 1)[-1] for port in ports] == ["4200", "4201"]
    assert all(port.startswith("${LISTEN_ON:-127.0.0.1}:") for port in ports)
    assert not any(service.get("network_mode") for service in SERVICES.values())


def test_every_secret_is_asked_for_and_none_is_written_down() -> None:
    text = FILE.read_text("utf-8")
    for name in SECRETS:
        assert re.search(rf"\$\{{{name}:\?", text), name
        assert not re.search(rf"\$\{{{name}(?!:\?)", text), f"{name} could be empty"
    secret = {
        name: value
        for name, value in variables(COMPOSE).items()
        if re.search(r"TOKEN|PASSWORD|SECRET|AUTH_STRING|ACCESS_KEY|LEDGER|CONNECTION_URL", name)
    }
    assert len(secret) >= 9
    assert all(interpolated(value) & SECRETS for value in secret.values()), secret


def test_every_image_is_of_a_stated_version() -> None:
    found = set(images(COMPOSE))
    assert len(found) == 3
    assert all(re.search(r":v?\d+\.\d+", image) for image in found), found


def test_every_service_starts_after_what_it_needs_is_well() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            ended = how["condition"] == "service_completed_successfully"
            checked = "test" in SERVICES[needed].get("healthcheck", {})
            assert (ended and SERVICES[needed]["restart"] == "on-failure") or checked, (
                name,
                needed,
            )
        assert service.get("restart"), name
        assert service.get("healthcheck"), name


def test_every_node_of_ray_asks_for_the_token_and_has_no_dashboard() -> None:
    nodes = {name for name in SERVICES if SERVICES[name].get("command", [])[:1] == ["ray"]}
    assert nodes == {"ray-head", "ray-worker"}
    for name in (*nodes, "callsheet"):
        assert SERVICES[name]["environment"]["RAY_AUTH_MODE"] == "token"
    assert "--include-dashboard=false" in SERVICES["ray-head"]["command"]


def test_all_nodes_reach_the_same_objects() -> None:
    reached = [
        {name: value for name, value in SERVICES[one]["environment"].items() if "AWS" in name}
        for one in ("bucket", "ray-head", "ray-worker", "callsheet")
    ]
    assert all(one == reached[0] for one in reached)
    assert len(reached[0]) == 4
    made = SERVICES["bucket"]["command"][-1]
    bucket = SERVICES["callsheet"]["environment"]["CALLSHEET_STORE"].split("/")[2]
    assert f"makedirs('{bucket}'" in made


def test_callsheets_variables_are_ones_that_it_knows(tmp_path: Path) -> None:
    """Settings refuse a variable that is no field of a production."""
    (tmp_path / "catalog.csv").write_text("id,title\n")
    ours = {name: text for name, text in variables(COMPOSE).items() if "CALLSHEET_" in name}
    assert len(ours) == 4
    opened = open_target(tmp_path / "catalog.csv", Overrides(), ours).production
    assert (opened.pool.address, opened.store) == ("ray-head:6379", "s3://callsheet/store")


@pytest.mark.parametrize("service", ["prefect", "callsheet", "ray-head", "ray-worker", "bucket"])
def test_our_containers_have_no_rights(service: str) -> None:
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]
