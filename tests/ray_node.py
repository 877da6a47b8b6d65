"""Nodes of Ray as processes of their own, for tests that join a cluster."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

__all__ = ["head", "head_node", "node"]

_PATIENCE = 120
"""Seconds that a node may take to start on a slow, shared machine."""


@contextmanager
def head(*, cpus: int = 1) -> Iterator[str]:
    """A head node on this machine; its address."""
    with head_node(cpus=cpus) as (address, _):
        yield address


@contextmanager
def head_node(
    *, cpus: int = 1, before: tuple[str, ...] = (), told: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A head node and its process. `before` and `told` are as in `node`."""
    port = _free_port()
    start = ("--head", "--node-ip-address=127.0.0.1", f"--port={port}", "--include-dashboard=false")
    with ExitStack() as stack:
        # Short, because sockets lie in it.
        short = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True)
        )
        started = stack.enter_context(
            node(*start, f"--temp-dir={short}", cpus=cpus, before=before, told=told)
        )
        _assert_listens(started, port)
        yield f"127.0.0.1:{port}", started


@contextmanager
def node(
    *arguments: str,
    cpus: int = 1,
    before: tuple[str, ...] = (),
    told: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A node of Ray in the foreground, in a process group of its own, ended with it.

    `before` is a command that runs it; its environment is this process's and what it is `told`.
    """
    program = Path(sys.executable).with_name("ray")
    quiet = (
        "--disable-usage-stats",
        f"--num-cpus={cpus}",
        "--object-store-memory=80000000",
        *("--no-monitor", "--include-log-monitor=False"),  # two processes that nobody here reads
        "--block",
    )
    process = subprocess.Popen(
        [*before, str(program), "start", *arguments, *quiet],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(told or {})},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _assert_listens(process: subprocess.Popen[bytes], port: int) -> None:
    late = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < late:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the head node did not start")
