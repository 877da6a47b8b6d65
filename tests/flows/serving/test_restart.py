"""A serve that is killed loses nothing: the next one goes on with what it left behind."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.flows.serving.office import Office, free_port, opened, processes_of, until
from tests.flows.shop import ROWS, Shop


def runs_of(office: Office) -> list[dict[str, Any]]:
    """Of the drop folder, the first one first."""
    found = office.runs_of(office.production("shop")["drop"]["deployment"])
    return sorted(found, key=lambda run: str(run["start_time"]))


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("home")
def test_a_dropped_catalog_whose_serve_was_killed_is_produced_by_the_next_one(
    tmp_path: Path,
) -> None:
    shop = Shop.opened(tmp_path / "shop")
    shop.write(ROWS[1:2])
    shop.set(deliveries=[{"profile": "preview"}], pool={"kind": "local"})
    yearly = {"cron": "0 3 1 1 *"}
    served: dict[str, Any] = {"name": "shop", "target": "shop/production.yaml", "schedule": yearly}
    serving = {
        "productions": [served | {"drop": {"folder": "drop", "every": 0.5}}],
        "server": {"port": free_port()},
        "films": {"port": free_port()},
    }
    file, mark = tmp_path / "serving.yaml", tmp_path / "mark"
    file.write_text(yaml.safe_dump(serving), "utf-8")
    said = {"PREFECT_SERVER_API_AUTH_STRING": "boss:canary"}
    with opened(file, tmp_path / "first.log", **said) as first:
        assert httpx.get(f"{first.said['api']}/admin/version").status_code == 401
        produce = first.production("shop")["deployment"]
        first.call("POST", f"/deployments/{produce}/pause_deployment")
        until((tmp_path / "drop" / "working").is_dir)
        (shop.folder / "catalog.parquet").rename(tmp_path / "drop" / "new.parquet")
        (run,) = until(lambda: runs_of(first))
        found = first.call("GET", f"/deployments/{produce}")
        steps = [{"prefect.deployments.steps.run_shell_script": {"script": f"touch {mark}"}}]
        added = {name: found[name] for name in ("flow_id", "name")} | {"pull_steps": steps}
        first.call("POST", "/deployments/", added | {"paused": True})
        first.process.send_signal(signal.SIGKILL)  # as if the power had failed
        first.process.wait()
        until(lambda: not processes_of(run["id"]))  # what it started ends by itself
        until(lambda: _is_gone(first.said["api"]))
    with opened(file, tmp_path / "second.log", **said) as second:
        until(lambda: list(tmp_path.glob("drop/done/*/new.parquet")))
        crashed, went_on = runs_of(second)
        assert (crashed["id"], crashed["state_name"]) == (run["id"], "Crashed")
        assert "What was made is kept" in crashed["state"]["message"]
        assert second.ended(went_on["id"])["state_name"] == "Completed"
        assert second.call("GET", f"/deployments/{produce}")["paused"]
    assert "is paused in Prefect's UI" in (tmp_path / "second.log").read_text("utf-8")
    assert not mark.exists()
    assert len(list(shop.out.glob("new/films/*/*.mp4"))) == 1


def _is_gone(api: str) -> bool:
    try:
        httpx.get(f"{api}/health")
    except httpx.TransportError:
        return True
    return False
