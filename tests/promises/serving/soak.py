"""Soak: many runs by UI, drop folder and schedule, while every process is killed now and then.

    python -m tests.promises.serving.soak --runs 20

It prints how often each catalog was produced, the messages, the locks, the disk and the memory; the
exit status is 1 where something was lost, done twice or told twice.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from tests.flows.serving.office import ENDED, Office, free_port, opened, processes_of, until
from tests.flows.serving.receiver import receiving
from tests.flows.serving.test_drops import row, write_csv
from tests.flows.serving.test_outage import servers_of
from tests.flows.shop import ROWS, Shop

_LATE = 60.0
"""Seconds after a run's end within which everyone is to be told."""


@dataclass(slots=True)
class Post:
    """What the webhook heard, each with the time."""

    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def hear(self, call: dict[str, Any], _token: str) -> None:
        """Note a call."""
        self.heard.append((time.time(), call))


@dataclass(slots=True)
class Soak:
    """One soak in `folder`."""

    folder: Path
    serving: Path
    post: Post
    starts: int = 0

    def opened(self, stack: ExitStack) -> Office:
        """A serve, started on what the one before left."""
        self.starts += 1
        office = stack.enter_context(opened(self.serving, self.folder / f"serve-{self.starts}.log"))
        until((self.folder / "drop" / "working").is_dir)
        return office

    def drop(self, number: int) -> None:
        """One catalog of one row, whole at once."""
        part = self.folder / f"c{number}.part"
        write_csv(part, row(f"r{number}", price=f"{number + 10}.00"))
        part.replace(self.folder / "drop" / f"c{number}.csv")

    def said(self) -> str:
        """All logs of serve and of the server."""
        logs = [*self.folder.glob("serve-*.log"), *self._state.glob("server.log*")]
        return "".join(log.read_text("utf-8", errors="replace") for log in logs)

    def size(self) -> float:
        """MB of the state folder."""
        files = [path for path in self._state.rglob("*") if path.is_file()]
        return sum(path.stat().st_size for path in files) / 1e6

    @property
    def _state(self) -> Path:
        return self.folder / ".callsheet" / "serving"


def memory(office: Office) -> float:
    """MB of serve and its server that are theirs alone."""
    total = 0
    for process in (office.process.pid, *servers_of(office)):
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if "Private" in line)
    return total / 1000


def prepared(folder: Path, hook: str, post: Post) -> Soak:
    """A shop with a drop folder, and one that runs every minute."""
    shop = Shop.opened(folder / "shop")
    shop.write(ROWS[1:2])
    shop.set(deliveries=[{"profile": "preview"}], pool={"kind": "local"})
    target = {"target": "shop/production.yaml"}
    drop = {"folder": "drop", "every": 0.5}
    clock = {"name": "clock", **target, "out": "clock", "schedule": {"cron": "* * * * *"}}
    serving = folder / "serving.yaml"
    outcomes = ["completed", "failed", "crashed", "cancelled"]
    wanted = {
        "productions": [{"name": "shop", **target, "drop": drop}, clock],
        "server": {"port": free_port()},
        "films": {"port": free_port()},
        "notifications": {"when": outcomes, "webhook": {"url": hook}},
    }
    serving.write_text(yaml.safe_dump(wanted), "utf-8")
    return Soak(folder, serving, post)


def runs_of(office: Office) -> list[dict[str, Any]]:
    """All that began, of every deployment."""
    found: list[dict[str, Any]] = []
    while True:
        body = {"flow_runs": {"start_time": {"is_null_": False}}, "offset": len(found)}
        page = office.call("POST", "/flow_runs/filter", body)
        found += page
        if len(page) < 200:
            return found


def killed(processes: list[int]) -> None:
    """Kill them, which may have ended."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


def soaked(soak: Soak, count: int) -> int:
    """Run it; 1 where something was lost or done twice."""
    with ExitStack() as stack:
        office = soak.opened(stack)
        print(f"{'':24} {memory(office):6.0f} MB of memory, {soak.size():6.1f} MB of state")
        dropped = range(count * 2 // 3)
        asked = count - len(dropped)
        half = len(dropped) // 2
        for number in dropped[:half]:
            soak.drop(number)
        for _ in range(asked):
            office.start("shop")
        _kill_a_run(office)
        _kill_the_server(office)
        print("killed: a run, the server; now serve itself")
        killed([office.process.pid])
        office.process.wait()
        office = soak.opened(stack)
        for number in dropped[half:]:
            soak.drop(number)
        _kill_a_run(office)
        _kill_the_server(office)
        done = soak.folder / "drop" / "done"
        patience = 600 + 120 * count
        until(lambda: len(list(done.glob("*/c*.csv"))) >= len(dropped) or _failed(soak), patience)
        deployment = office.production("clock")["deployment"]
        office.call("POST", f"/deployments/{deployment}/pause_deployment")
        until(lambda: all(run["state_type"] in ENDED for run in runs_of(office)), patience)
        time.sleep(15)  # a crash is looked at for so long before anyone is told
        return _told(soak, office, len(dropped))


def _failed(soak: Soak) -> bool:
    return bool(list(soak.folder.glob("drop/failed/*/c*.csv")))


def _kill_a_run(office: Office) -> None:
    """A process of a run that is under way."""

    def running() -> str | None:
        found = [run for run in runs_of(office) if run["state_name"] == "Running"]
        return found[0]["id"] if found else None

    run = until(running)
    assert run is not None
    killed([int(process) for process in processes_of(run)])


def _kill_the_server(office: Office) -> None:
    """And wait until another answers."""
    before = servers_of(office)
    killed(before)
    until(lambda: servers_of(office) not in ([], before))
    office.call("GET", "/health")


def _told(soak: Soak, office: Office, dropped: int) -> int:
    runs = runs_of(office)
    by_id = {run["id"]: run for run in runs}
    produced = Counter(
        run["parameters"]["file"]
        for run in runs
        if run["parameters"].get("file") and run["state_type"] == "COMPLETED"
    )
    films = list((soak.folder / "shop" / "out").glob("c*/films/*/*.mp4"))
    states = Counter(run["state_name"] for run in runs)
    messages = Counter(call["run_id"] for _, call in soak.post.heard)
    delays = [
        at - datetime.fromisoformat(str(by_id[call["run_id"]]["end_time"])).timestamp()
        for at, call in soak.post.heard
        if call["run_id"] in by_id
    ]
    # A run that was interrupted and went on is no end that anyone is told of.
    to_tell = {run["id"] for run in runs if run["state_name"].startswith("Completed")}
    untold = to_tell - messages.keys()
    twice = [run for run, times in messages.items() if times > 1]
    late = [one for one in delays if one > _LATE]
    once = sum(1 for times in produced.values() if times == 1)
    locks = soak.said().count("database is locked")
    print(f"runs                     {len(runs)}: {dict(states)}")
    print(f"catalogs                 {dropped} dropped, {once} produced exactly once")
    print(f"films                    {len(films)} of {dropped}")
    print(f"messages                 {len(messages)}, {len(untold)} lacking, {len(twice)} twice")
    print(f"latest message           {max(delays, default=0):.0f} s after its run's end")
    print(f"locks                    {locks}")
    print(f"{'':24} {memory(office):6.0f} MB of memory, {soak.size():6.1f} MB of state")
    wrong = once != dropped or len(films) != dropped or untold or twice or late or locks
    return 1 if wrong else 0


def main() -> int:
    """The program."""
    parser = argparse.ArgumentParser(description="Soak a real callsheet serve.")
    parser.add_argument("--runs", type=int, default=20)
    count = parser.parse_args().runs
    post = Post()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, receiving(post.hear) as hook:
        home = Path(folder) / "home"
        os.environ |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        }
        return soaked(prepared(Path(folder), hook, post), count)


if __name__ == "__main__":
    sys.exit(main())
