"""Dropped catalogs: each produced once, and put away with its report."""

from __future__ import annotations

import csv
import json
import platform
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.serving.folder import DropFolder
from tests.flows.serving.conftest import Post
from tests.flows.serving.office import Office, until
from tests.flows.shop import Shop

pytestmark = pytest.mark.timeout(900)

COLUMNS = ("id", "kind", "title", "description", "price", "currency", "images", "seconds", "cta")
LAMP = ("ad", "Halo Desk Lamp", "A brass ring lights the desk.", "129.00", "EUR")
PICTURE = "pictures/halo-lamp-1.jpg"


def row(identity: str, **changes: str) -> dict[str, str]:
    cells = dict(zip(COLUMNS, (identity, *LAMP, PICTURE, "6", "See it lit"), strict=True))
    return cells | changes


def write_csv(path: Path, *rows: dict[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def folder(office: Office) -> Path:
    folder = Path(office.production("shop")["drop"]["folder"])
    until(folder.is_dir)
    return folder


@pytest.fixture(scope="module")
def half_taken(folder: Path, office: Office, tmp_path_factory: pytest.TempPathFactory) -> bool:
    """Everything dropped at once, one file in two halves; whether its half was taken."""
    whole = tmp_path_factory.mktemp("drops")
    write_csv(whole / "slow.csv", row("slow"), row("nameless", title=""))
    pq.write_table(pa.Table.from_pylist([row("quick")]), whole / "quick.parquet")
    content = (whole / "slow.csv").read_bytes()
    cut = content.index(b"nameless") + 4
    (folder / "slow.csv").write_bytes(content[:cut])
    (folder / "broken.parquet").write_bytes((whole / "quick.parquet").read_bytes()[:-9])
    (folder / ".hidden.csv").write_bytes(content)
    (folder / "upload.csv.part").write_bytes(content)
    (whole / "quick.parquet").replace(folder / "quick.parquet")
    # As a serve leaves it that died between its claim and the run.
    write_csv(folder / "orphan.csv", row("orphan"))
    place = DropFolder(str(folder))
    keeper = f"{platform.node()} {office.said['api']}"
    for seen in place.look():
        if seen.name == "orphan.csv":
            place.claim(seen, keeper)  # unless the running serve was quicker
    until(lambda: not (folder / "quick.parquet").exists())
    time.sleep(2)  # some looks at a half
    taken = not (folder / "slow.csv").exists()
    with (folder / "slow.csv").open("ab") as file:
        file.write(content[cut:])
    return taken


@pytest.fixture(scope="module")
def reports(folder: Path, half_taken: bool) -> dict[str, Path]:  # noqa: ARG001 - it drops them
    """The folder in done/ or failed/ that each file ended in."""

    def found() -> dict[str, Path]:
        put = {
            path.name: path.parent for path in folder.glob("*/*/*.*") if "working" not in path.parts
        }
        ours = {"slow.csv", "quick.parquet", "broken.parquet", "orphan.csv"}
        return put if put.keys() >= ours else {}

    return until(found)


def runs(office: Office, name: str) -> list[dict[str, Any]]:
    started = office.runs_of(office.production("shop")["drop"]["deployment"])
    return [run for run in started if run["parameters"]["file"] == name]


@pytest.mark.parametrize("name", ["slow.csv", "quick.parquet", "orphan.csv"])
def test_a_dropped_catalog_is_produced_exactly_once(
    office: Office, shop: Shop, reports: dict[str, Path], name: str
) -> None:
    assert reports[name].parent.name == "done"
    stem = Path(name).stem
    (begun,) = runs(office, name)
    run = office.ended(begun["id"])  # a report is put away before its run has its name
    assert run["state_type"] == "COMPLETED"
    assert run["name"].startswith(f"shop from {name}: 1 of 1 films made")
    films = [film.name for film in (shop.out / stem).glob("films/*/*.mp4")]
    assert films == [f"{stem}_en_preview.mp4"]


def test_a_catalog_that_is_still_being_written_is_left_alone(
    half_taken: bool, reports: dict[str, Path]
) -> None:
    assert not half_taken
    assert json.loads((reports["slow.csv"] / "run.json").read_text("utf-8"))["films"]["made"] == 1


def test_rows_that_need_a_look_lie_beside_the_catalog(reports: dict[str, Path]) -> None:
    rejects = (reports["slow.csv"] / "slow.rejects.csv").read_text("utf-8")
    assert "TITLE_MISSING" in rejects
    letter = (reports["slow.csv"] / "report.txt").read_text("utf-8")
    assert "Films: 1 made" in letter
    assert "slow.rejects.csv" in letter
    assert "/shop/slow/index.html" in letter


def test_a_run_that_left_rows_out_ends_so_and_people_hear_of_it(
    office: Office, reports: dict[str, Path], post: Post
) -> None:
    assert reports
    (run,) = runs(office, "slow.csv")
    ended = office.ended(run["id"])
    assert ended["state_name"] == "Completed with rejects"
    assert ended["state"]["message"] == "1 of 1 films made, 1 row rejected."
    calls = until(lambda: [call for call in post.calls if call["run_id"] == run["id"]])
    assert calls[0]["state"] == "completed with rejects"
    assert calls[0]["message"] == "1 of 1 films made, 1 row rejected."
    (cause,) = calls[0]["causes"]
    assert (cause["code"], cause["rows"]) == ("Q:TITLE_MISSING", 1)
    assert calls[0]["links"]["rejects"].endswith("/shop/slow/rejects.csv")


def test_the_uis_page_of_a_run_shows_its_rejects(office: Office, reports: dict[str, Path]) -> None:
    assert reports
    (run,) = runs(office, "slow.csv")
    body = {"artifacts": {"flow_run_id": {"any_": [run["id"]]}, "key": {"any_": ["rejects"]}}}
    (found,) = office.call("POST", "/artifacts/filter", body)
    (reject,) = json.loads(found["data"])
    assert (reject["id"], reject["code"]) == ("nameless", "TITLE_MISSING")
    assert f"{office.production('shop')['films']}/slow/rejects.csv)" in found["description"]


def test_a_broken_catalog_goes_to_failed_and_its_report_says_what_to_do(
    office: Office, reports: dict[str, Path]
) -> None:
    assert reports["broken.parquet"].parent.name == "failed"
    letter = (reports["broken.parquet"] / "report.txt").read_text("utf-8")
    assert "not a whole Parquet file" in letter
    assert "drop the file again" in letter
    (run,) = runs(office, "broken.parquet")
    assert office.ended(run["id"])["state_name"] == "Failed"


def test_unfinished_names_are_ignored(folder: Path, reports: dict[str, Path]) -> None:
    assert (folder / ".hidden.csv").exists()
    assert (folder / "upload.csv.part").exists()
    assert reports.keys().isdisjoint({".hidden.csv", "upload.csv.part"})


def test_nothing_stays_in_working(folder: Path, reports: dict[str, Path]) -> None:
    assert reports
    until(lambda: not list(DropFolder(str(folder)).claims()))


def test_a_cancelled_drop_goes_to_failed_and_dropped_again_it_continues(
    folder: Path, office: Office, shop: Shop, reports: dict[str, Path]
) -> None:
    assert reports
    # Nothing of it was shot before, and it is long: the cancelling comes while it is made.
    long = row("stopped", images="pictures/nord-bottle-1.jpg", seconds="30")
    write_csv(folder / "stopped.csv", long)
    until(lambda: runs(office, "stopped.csv"))
    (run,) = runs(office, "stopped.csv")
    body = {"state": {"type": "CANCELLING", "name": "Cancelling"}}
    office.call("POST", f"/flow_runs/{run['id']}/set_state", body)
    assert office.ended(run["id"])["state_name"] == "Cancelled"
    until(lambda: list(folder.glob("failed/*/stopped.csv")))
    (put,) = folder.glob("failed/*/stopped.csv")
    letter = (put.parent / "report.txt").read_text("utf-8")
    assert "was cancelled" in letter
    assert "Drop the file again" in letter
    put.rename(folder / "stopped.csv")
    until(lambda: list(folder.glob("done/*/stopped.csv")))
    assert len(list((shop.out / "stopped").glob("films/*/*.mp4"))) == 1
