"""`python -m tests.promises.killed`: a driver that has videos made for money is killed 20 times.

Each run is a process of its own, with the real ledger, jobs and takes, and ends at a moment by
chance. Afterwards every video was asked for once, and what is in doubt is said to be. Neither
Prefect nor Ray takes part, because neither decides what is paid for.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from engine import ffmpeg
from engine.inspection import limits_for
from engine.pool import LocalPool
from engine.renderers import RendererRouter
from engine.shooting import shoot_all
from engine.spending import PaidCalls
from engine.store import BlobKind, open_store
from schemas.production import PoolSettings
from tests.engine.renderers.videos_api.test_faults import CAP, COST
from tests.engine.renderers.videos_api.test_videos_api import MOOD, renderer_of, setup_of
from tests.promises.killed.sending import Soon
from tests.videos_server import VideosServer, serving

KILLS, SHOTS = 20, 12
_LONGEST = 1.5
"""Seconds within which a run is killed; it makes about one shot in that time."""


def main() -> int:
    """Kill, finish, count; the exit status says whether the promise was kept."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with serving(_video(root)) as server:
            server.each = True
            server.states = [(200, {"status": "in_progress", "progress": 10})] * 5
            chance, killed = random.Random(9), 0
            while killed < KILLS:
                killed += _run(root, server.url, chance.uniform(0.05, _LONGEST))
            _run(root, server.url, None)
            return _judged(root, server)


def _run(root: Path, url: str, seconds: float | None) -> bool:
    """One driver, killed after so many seconds; whether it was. It is forked, not started: what it
    imports takes longer than what it does.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _drive(root, url)
            status = 0
        finally:
            os._exit(status)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _drive(root: Path, url: str) -> None:
    renderer = renderer_of(url)
    with open_store(root / "store") as store, LocalPool(PoolSettings(cpus=1)) as pool:
        calls = PaidCalls(
            store.ledger.calls, "shop", CAP, sleep=lambda _: time.sleep(0.02), lease_margin=0.0
        )
        for seed in range(SHOTS):
            setup = setup_of(renderer, MOOD).model_copy(update={"seed": seed})
            shoot_all(
                {setup.key(): setup},
                {},
                {},
                pool=pool,
                store=store,
                router=RendererRouter([(renderer, ())]),
                limits=limits_for(),
                retakes=0,
                paid_calls=Soon(calls),
                name="lamp-7",
            )


def _judged(root: Path, server: VideosServer) -> int:
    seeds = [form["seed"].decode() for form in server.forms]
    with open_store(root / "store") as store:
        calls = store.ledger.calls
        doubtful = {call.key for call in calls.unknown("shop")}
        spent, reserved = calls.spending("shop", "USD")
        wrong, taken = [], 0
        for seed in range(SHOTS):
            setup = setup_of(renderer_of(server.url), MOOD).model_copy(update={"seed": seed})
            asked, there = seeds.count(str(seed)), store.blobs.has(setup.key(), BlobKind.TAKE)
            taken += there
            if asked != 1 if there else (asked > 1 or setup.key() not in doubtful):
                wrong.append(f"shot {seed}: {asked} POSTs, take {there}")
    right = not wrong and spent == taken * COST and reserved == (SHOTS - taken) * COST
    sys.stdout.write(
        f"{KILLS} kills, {SHOTS} shots: {taken} taken, {len(doubtful)} in doubt, "
        f"{len(seeds)} POSTs, {spent} spent and {reserved} reserved; "
        f"{'as promised' if right else 'BROKEN ' + '; '.join(wrong)}\n"
    )
    return 0 if right and Decimal(spent) > 0 else 1


def _video(root: Path) -> bytes:
    path = root / "video.mp4"
    source = ("-f", "lavfi", "-i", "testsrc2=size=128x64:rate=16:duration=1.5")
    ffmpeg.run([*source, "-pix_fmt", "yuv420p", str(path)], what="a video")
    return path.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
