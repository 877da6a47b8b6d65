"""Seen: whether every node of a cluster reaches the store.

A worker that writes into a folder of its own would lose everything it made without a word.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.store import Kind, RemoteBlobs
from schemas.errors import StoreError
from schemas.keys import key_of

__all__ = ["assert_seen"]

_MARK = b'"every node of a cluster reads and writes this before it gets work"\n'


def assert_seen(store: str) -> None:
    """Ask every node for a file in the store's folder, or to read and write a blob at its address.

    Ray has joined the cluster. Raises StoreError.
    """
    if "://" in store:
        blobs, key = RemoteBlobs(store), key_of("mark")
        with blobs.writing(key, Kind.DOCUMENT) as target:
            target.write_bytes(_MARK)
        blind = _asked(_reaches, blobs, key)
    else:
        with tempfile.NamedTemporaryFile(dir=store, prefix="seen-") as mark:
            blind = _asked(_sees, Path(mark.name))
    if blind:
        raise StoreError(
            "some nodes of the cluster cannot see the store",
            f"{', '.join(blind)} and {store}",
            "Name a store that every node sees, or leave pool.address out.",
        )


def _asked(question: Callable[..., str | None], *arguments: Any) -> list[str]:
    """What is wrong at each node where something is."""
    import ray  # noqa: PLC0415 - heavy
    from ray.util.scheduling_strategies import (  # noqa: PLC0415 - heavy
        NodeAffinitySchedulingStrategy,
    )

    ask = ray.remote(num_cpus=0)(question)
    # A list, because several nodes may have one address.
    answers = [
        (
            node["NodeManagerAddress"],
            ask.options(
                scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
            ).remote(*arguments),
        )
        for node in ray.nodes()  # type: ignore[no-untyped-call]
        if node["Alive"]
    ]
    found = [(address, ray.get(answer)) for address, answer in answers]
    return [f"{address}{wrong}" for address, wrong in found if wrong is not None]


def _sees(mark: Path) -> str | None:
    return None if mark.is_file() else ""


def _reaches(blobs: RemoteBlobs, key: str) -> str | None:
    """Read and write as a job does, with the node's own credentials."""
    try:
        if not blobs.has(key, Kind.DOCUMENT):
            return ": another store lies there"
        with blobs.writing(key, Kind.DOCUMENT) as target:
            target.write_bytes(_MARK)
    except StoreError as error:
        return f": {error.where}"
    return None
