"""A serve that is killed loses nothing: the next one finds what it left behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest
import yaml

from tests.flows.serving.office import free_port, opened, processes_of, until
from tests.flows.shop import ROWS, Shop


@pytest.mark.timeout(900)
@pytest.mark.usefixtures("home")
def test_a_run_whose_serve_was_killed_is_shown_as_crashed_and_the_next_one_continues(
    cluster: str, tmp_path: Path
) -> None:
    shop = Shop.opened(tmp_path / "shop")
    shop.write(ROWS[1:2])
    shop.set(deliveries=[{"profile": "preview"}])
    serving = {
        "productions": [{"name": "shop", "target": "shop/production.yaml"}],
        "server": {"port": free_port()},
        "films": {"port": free_port()},
    }
    file, mark = tmp_path / "serving.yaml", tmp_path / "mark"
    file.write_text(yaml.safe_dump(serving), "utf-8")
    said = {"CALLSHEET_POOL__ADDRESS": cluster, "PREFECT_SERVER_API_AUTH_STRING": "boss:canary"}
    with opened(file, tmp_path / "first.log", **said) as first:
        assert httpx.get(f"{first.said['api']}/admin/version").status_code == 401
        run = first.start("shop")
        until(lambda: first.run(run)["state_name"] == "Running")
        found = first.call("GET", f"/deployments/{first.production('shop')['deployment']}")
        steps = [{"prefect.deployments.steps.run_shell_script": {"script": f"touch {mark}"}}]
        added = {name: found[name] for name in ("flow_id", "name")} | {"pull_steps": steps}
        first.call("POST", "/deployments/", added)
        first.process.send_signal(signal.SIGKILL)  # as if the power had failed: the run's too
        for process in processes_of(run):
            os.kill(int(process), signal.SIGKILL)
        first.process.wait()
        until(lambda: _is_gone(first.said["api"]))
    with opened(file, tmp_path / "second.log", **said) as second:
        crashed = second.run(run)
        assert crashed["state_name"] == "Crashed"
        assert "What was made is kept" in crashed["state"]["message"]
        assert second.ended(second.start("shop"))["state_name"] == "Completed"
    assert not mark.exists()
    assert len(shop.films()) == 1


def _is_gone(api: str) -> bool:
    try:
        httpx.get(f"{api}/health")
    except httpx.TransportError:
        return True
    return False
