"""Machines: nodes of Ray with folders, homes and caches of their own, and an object store.

They are processes of one computer. Where it allows mount namespaces, each machine sees an empty
folder where the driver's files lie, so that nothing can reach it but through the store.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ray_node import head_node, node

__all__ = ["Machine", "Site", "joined", "object_store", "site"]

_PATIENCE = 120
"""Seconds that a server may take to start on a slow, shared machine."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine: its folder, and the process below which everything of it runs."""

    folder: Path
    pid: int

    @property
    def made(self) -> set[str]:
        """The names of the takes, segments and films that it made or fetched."""
        return {
            path.name for path in (self.folder / "cache").rglob("*.mp4") if len(path.stem) == 64
        }

    @property
    def given(self) -> set[str]:
        """The names of the driver's files that it was given."""
        return {path.name for path in (self.folder / "cache").rglob("*.file")}

    def working(self) -> bool:
        """Whether one of its workers is at a job, by the title that Ray gives it then."""
        return any("ray::_perform" in title for title in self._titles())

    def lose(self) -> None:
        """SIGKILL every process of it at once, as if its power were cut."""
        for process in self._processes():
            with _gone_is_fine():
                os.kill(process.pid, signal.SIGKILL)

    def _titles(self) -> Iterator[str]:
        for process in self._processes():
            with _gone_is_fine():
                yield " ".join(process.cmdline())

    def _processes(self) -> list[Any]:
        psutil = _psutil()
        with _gone_is_fine():
            top = psutil.Process(self.pid)
            return [top, *top.children(recursive=True)]
        return []


@dataclass(frozen=True, slots=True)
class Site:
    """Two machines and what a driver is told to work with them."""

    machines: tuple[Machine, Machine]
    told: Mapping[str, str]


@contextmanager
def object_store() -> Iterator[Mapping[str, str]]:
    """A server that speaks S3, as a process of its own; what its users are told."""
    port = _free_port()
    program = Path(sys.executable).with_name("moto_server")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], **quiet) as server:  # type: ignore[call-overload]
        try:
            _assert_listens(port)
            yield {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DEFAULT_REGION": "us-east-1",
            }
        finally:
            server.terminate()


@contextmanager
def site(folder: Path, hidden: Path, store: Mapping[str, str]) -> Iterator[Site]:
    """Two machines of one CPU each, with their folders in `folder`; `hidden` is the driver's."""
    first, second = _equipped(folder / "first", store), _equipped(folder / "second", store)
    with ExitStack() as stack:
        address, started = stack.enter_context(head_node(before=_blindfold(hidden), told=first))
        other = stack.enter_context(joined(address, second, _blindfold(hidden), nodes=2))
        yield Site(
            (Machine(folder / "first", started.pid), Machine(folder / "second", other.pid)),
            {
                **_equipped(folder / "driver", store),
                "CALLSHEET_POOL__ADDRESS": address,
                "CALLSHEET_STORE": f"s3://{_bucket(store)}/store",
            },
        )


@contextmanager
def joined(
    address: str, told: Mapping[str, str], before: tuple[str, ...] = (), *, nodes: int
) -> Iterator[subprocess.Popen[bytes]]:
    """One more node of the cluster, for the block, which begins when it has as many `nodes`."""
    with node(f"--address={address}", before=before, told=told) as process:
        _assert_joined(address, nodes)
        yield process


def _equipped(folder: Path, store: Mapping[str, str]) -> dict[str, str]:
    """A machine's own environment."""
    (folder / "home").mkdir(parents=True)
    return {**store, "HOME": str(folder / "home"), "CALLSHEET_CACHE": str(folder / "cache")}


def _blindfold(hidden: Path) -> tuple[str, ...]:
    unshare = shutil.which("unshare")
    if unshare is None or sys.platform != "linux":
        return ()
    if subprocess.run([unshare, "-m", "true"], capture_output=True, check=False).returncode:
        return ()
    mounted = 'mount -t tmpfs none "$0" && exec "$@"'
    return (unshare, "-m", "sh", "-c", mounted, str(hidden))


def _bucket(store: Mapping[str, str]) -> str:
    import s3fs  # noqa: PLC0415 - heavy

    name = f"bucket-{uuid.uuid4().hex}"
    files = s3fs.S3FileSystem(
        key=store["AWS_ACCESS_KEY_ID"],
        secret=store["AWS_SECRET_ACCESS_KEY"],
        endpoint_url=store["AWS_ENDPOINT_URL"],
    )
    files.mkdir(name)
    return name


def _assert_joined(address: str, nodes: int) -> None:
    """In a process of its own: this one joins no cluster."""
    program = (
        "import logging, sys, time, ray\n"
        "ray.init(address=sys.argv[1], log_to_driver=False, logging_level=logging.ERROR)\n"
        f"late = time.monotonic() + {_PATIENCE}\n"
        f"while sum(one['Alive'] for one in ray.nodes()) < {nodes}:\n"
        "    assert time.monotonic() < late\n"
        "    time.sleep(0.2)\n"
    )
    subprocess.run([sys.executable, "-c", program, address], check=True, capture_output=True)


def _psutil() -> Any:
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - only where machines are

    return psutil


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    """For processes that end while they are looked at."""
    try:
        yield
    except (ProcessLookupError, _psutil().Error):
        pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _assert_listens(port: int) -> None:
    late = time.monotonic() + _PATIENCE
    while time.monotonic() < late:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the object store did not start")
