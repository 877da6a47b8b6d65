"""Store: the blobs and the ledger of one place, opened by its location.

It does not know what is made; it keeps the file and the memory of it in step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from engine.store.blobs import Blobs, FolderBlobs, Kind
from engine.store.ledger import Ledger, Made
from schemas.errors import StoreError, WorkError

__all__ = ["Store", "open_store"]


class Store:
    """Blobs and ledger together. Pickles as its location, so that workers open it themselves."""

    def __init__(self, location: str) -> None:
        folder = _folder(location)
        self.location = str(folder)
        self.blobs: Blobs = FolderBlobs(folder / "blobs")
        self.ledger = Ledger(folder / "ledger.sqlite")

    def __reduce__(self) -> tuple[type[Store], tuple[str]]:
        return (Store, (self.location,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def record(
        self, key: str, kind: Kind, *, lineage: dict[str, Any] | None = None, seconds: float = 0.0
    ) -> Made:
        """Hash the blob that lies under `key` and remember it; the blob comes first, then this.

        Raises WorkError where the blob is not there.
        """
        path = self.blobs.path(key, kind)
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except FileNotFoundError as error:
            raise WorkError(
                f"A {kind} cannot be recorded before it is written",
                path.name,
                "This is a defect of its maker.",
            ) from error
        made = Made(key, kind, digest, size, lineage or {}, seconds)
        self.ledger.record(made)
        return made

    def ready(self, keys: Iterable[str], kind: Kind) -> set[str]:
        """Those of `keys` that need not be made again: remembered, and there in full length."""
        made = self.ledger.have(keys, kind)
        return {key for key, one in made.items() if self.blobs.size(key, kind) == one.bytes}

    def close(self) -> None:
        """Close the ledger's connections."""
        self.ledger.close()


def open_store(location: str | Path) -> Store:
    """The store at `location` (a folder, or a `file:` address), made where it is not there.

    What killed writers left behind more than a day ago is swept.
    Raises StoreError where the store cannot be opened, or its kind is not supported.
    """
    store = Store(str(location))
    store.blobs.sweep()
    return store


def _folder(location: str) -> Path:
    """The absolute folder that `location` names. A path with a colon in it is still a path."""
    address = urlsplit(location)
    if address.scheme == "file" and address.netloc in {"", "localhost"}:
        return Path(unquote(address.path)).absolute()
    if "://" in location:
        raise StoreError(
            "The store lies in a folder of this machine; other places are not supported yet",
            f"{address.scheme}:// was asked for",  # the rest may hold credentials
            "Name a folder, or an address that begins with file://",
        )
    return Path(location).expanduser().absolute()
