"""Nodes: whether every node of a cluster is fit for work: it runs this program and sees the store.

A worker with another program would keep other pixels under our keys; one that writes into a folder
of its own would lose everything it made without a word.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.program import program
from engine.store import BlobKind, RemoteBlobs
from schemas.errors import ProductionError, StoreError
from schemas.keys import key_of

__all__ = ["assert_fit"]

_MARK = b'"every node of a cluster reads and writes this before it gets work"\n'


def assert_fit(store: str) -> None:
    """Ask every node for its program, and for a file or a blob that was just put into the store.

    Ray has joined the cluster. Raises ProductionError or StoreError.
    """
    if others := _asked(_differs, program()):
        raise ProductionError(
            "some nodes of the cluster do not run this callsheet",
            ", ".join(others),
            "Install the same version on every node, and start their Ray anew.",
        )
    if "://" in store:
        blobs, key = RemoteBlobs(store), key_of("mark")
        with blobs.writing(key, BlobKind.DOCUMENT) as target:
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
    found = [(address, _answer(answer)) for address, answer in answers]
    return [f"{address}{wrong}" for address, wrong in found if wrong is not None]


def _answer(reference: Any) -> str | None:
    import ray  # noqa: PLC0415 - heavy

    try:
        answer: str | None = ray.get(reference)
    except ray.exceptions.RayError as error:  # it has no callsheet, or is gone again
        return f": {str(error).strip().splitlines()[-1]}"
    return answer


def _differs(wanted: str) -> str | None:
    found = program()
    return None if found == wanted else f": it has {found[:8]}, this is {wanted[:8]}"


def _sees(mark: Path) -> str | None:
    return None if mark.is_file() else ""


def _reaches(blobs: RemoteBlobs, key: str) -> str | None:
    """Read and write as a job does, with the node's own credentials."""
    try:
        if not blobs.has(key, BlobKind.DOCUMENT):
            return ": another store lies there"
        with blobs.writing(key, BlobKind.DOCUMENT) as target:
            target.write_bytes(_MARK)
    except StoreError as error:
        return f": {error.where}"
    return None
