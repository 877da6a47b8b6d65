"""Runs from the UI, cancelled and continued, and who hears of them."""

from __future__ import annotations

import json
from email import message_from_string
from pathlib import Path
from typing import Any

import httpx
import pytest

from engine.store import BlobKind, Store
from tests.flows.serving.conftest import TOKEN, Post
from tests.flows.serving.office import Office, processes_of, until
from tests.flows.shop import Shop

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def changed(office: Office) -> dict[str, Any]:
    """A run that the UI's form was filled in for, after one that was not."""
    assert office.ended(office.start("shop"))["state_name"] == "Completed"
    return office.ended(office.start("shop", profiles=["preview-tall"], accent="#aa2211"))


def test_a_run_with_choices_makes_what_they_say_and_leaves_the_other_films(
    changed: dict[str, Any], shop: Shop
) -> None:
    assert changed["state_name"] == "Completed", changed["state"]
    assert changed["state"]["message"] == "1 of 1 films made."
    films = sorted(path.stem for path in shop.out.glob("films/*/*.mp4"))
    assert films == ["lamp_en_preview", "lamp_en_preview-tall"]


def test_a_runs_name_says_what_it_made(changed: dict[str, Any]) -> None:
    assert changed["name"] == "shop: 1 of 1 films made"


def test_the_form_has_a_dozen_fields_that_explain_themselves(office: Office) -> None:
    deployment = office.call("GET", f"/deployments/{office.production('shop')['deployment']}")
    schema = deployment["parameter_openapi_schema"]
    assert schema["properties"].keys() == {"production", "choices"}
    assert schema["properties"]["production"]["enum"] == ["shop"]
    fields = schema["definitions"]["RunChoices"]["properties"]
    shown = fields.keys() - {"more"}
    assert len(shown) <= 12
    for name in shown:
        assert fields[name]["title"]
        assert fields[name]["description"].endswith(".")
    assert {"reels", "youtube"} <= set(fields["profiles"]["items"]["enum"])
    for word in ("base", "store", "out", "url", "key", "pool", "catalog", "pictures"):
        assert word not in fields


def test_further_runs_of_a_deployment_wait_their_turn(office: Office) -> None:
    deployment = office.call("GET", f"/deployments/{office.production('shop')['deployment']}")
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "ENQUEUE"


def test_a_value_that_the_form_does_not_take_is_refused_by_the_server(office: Office) -> None:
    with pytest.raises(AssertionError, match="Validation failed"):
        office.start("shop", accent="red")
    with pytest.raises(AssertionError, match="Validation failed"):
        office.start("shop", profiles=["betamax"])


def test_artifacts_show_plan_progress_and_films_with_links_that_open(
    changed: dict[str, Any], office: Office
) -> None:
    body = {"artifacts": {"flow_run_id": {"any_": [changed["id"]]}}}
    found = {one["key"]: one for one in office.call("POST", "/artifacts/filter", body)}
    assert {"plan", "films-made", "films", "contact-sheet"} <= found.keys()
    assert json.loads(found["plan"]["data"])[0]["action"] == "create"
    assert found["films-made"]["data"] == 100
    links = [one["film"] for one in json.loads(found["films"]["data"])]
    address = office.production("shop")["films"]
    film = "films/lamp/lamp_en_preview-tall.mp4"
    assert f"[{film}]({address}/{film})" in links


def test_the_output_folder_is_shown_with_byte_ranges(office: Office) -> None:
    assert office.ended(office.start("shop"))["state_name"] == "Completed"
    address = office.production("shop")["films"]
    assert "lamp" in httpx.get(f"{address}/index.html").text
    film = f"{address}/films/lamp/lamp_en_preview.mp4"
    part = httpx.get(film, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_cancelling_stops_every_process_keeps_what_is_made_and_the_next_run_continues(
    office: Office, shop: Shop
) -> None:
    run = office.start("stopped")
    folder = shop.folder.parent
    store = folder / "stopped-store"
    until(lambda: _remembered(store) > 1)
    assert processes_of(run)
    body: Any = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
    office.call("POST", f"/flow_runs/{run}/set_state", body)
    assert office.ended(run)["state_name"] == "Cancelled"
    until(lambda: not processes_of(run))
    assert office.ended(office.start("stopped"))["state_name"] == "Completed"
    counts = json.loads((folder / "stopped" / "run.json").read_text("utf-8"))
    assert counts["shots"]["reused"] > 1
    assert counts["films"]["made"] == 1


def _remembered(store: Path) -> int:
    """How many takes the ledger knows."""
    if not (store / "ledger.sqlite").exists():
        return 0
    with Store(str(store)) as opened:
        keys = [path.stem for path in store.glob("blobs/??/*.mp4")]
        return len(opened.ledger.have(keys, BlobKind.TAKE))


def test_a_webhook_and_a_mail_tell_how_a_run_ended(
    changed: dict[str, Any], office: Office, post: Post
) -> None:
    failed = office.ended(office.start("gone"))
    assert failed["state_name"] == "Failed"
    until(lambda: _calls(post).keys() >= {changed["id"], failed["id"]})
    calls = _calls(post)
    assert calls[changed["id"]]["state"] == "completed"
    assert calls[changed["id"]]["production"] == "shop"
    assert "gone.parquet" in calls[failed["id"]]["message"]
    assert calls[failed["id"]]["url"].endswith(f"/runs/flow-run/{failed['id']}")
    assert set(post.tokens) == {f"Bearer {TOKEN}"}
    (letter,) = until(lambda: [one for one in post.letters if failed["id"] in one])
    assert "Subject: produce gone: failed" in letter
    body = message_from_string(letter).get_payload(decode=True)
    assert isinstance(body, bytes)
    assert b"gone.parquet" in body
    assert "To: owner@fjell.example, press@fjell.example" in letter


def _calls(post: Post) -> dict[str, dict[str, Any]]:
    """The last that was told of each run; one that waits for approval is told of before its end."""
    ends = [call for call in post.calls if call["state"] != "suspended"]
    found = {call["run_id"]: call for call in ends}
    assert len(found) == len(ends)  # once for every run
    return found


def test_no_secret_is_shown(office: Office) -> None:
    for path in ("/automations/filter", "/block_documents/filter"):
        assert TOKEN not in json.dumps(office.call("POST", path, {}))
    assert TOKEN not in office.log.read_text("utf-8")
