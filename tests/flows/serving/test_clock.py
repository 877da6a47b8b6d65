"""A production that runs by itself: tested first, so that it disturbs no later test."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.serving.office import Office, until
from tests.flows.shop import Shop


@pytest.mark.timeout(900)
def test_the_schedule_fires(office: Office, shop: Shop) -> None:
    deployment = office.production("clock")["deployment"]

    def fired() -> list[dict[str, Any]]:
        runs = office.runs_of(deployment)
        return [run for run in runs if run["auto_scheduled"] and run["state_type"] == "COMPLETED"]

    assert until(fired)
    office.call("POST", f"/deployments/{deployment}/pause_deployment")  # once is enough
    assert list((shop.folder.parent / "clock").glob("films/lamp/*.mp4"))
