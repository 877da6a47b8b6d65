"""Store: the blobs and the ledger of one place, opened by its location.

It does not know what is made; it keeps the file and the memory of it in step.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from engine.store.blobs import BlobKind, BlobRecord, Blobs, FolderBlobs
from engine.store.database import is_address
from engine.store.ledger import Ledger
from engine.store.remote import RemoteBlobs
from schemas.errors import StoreError

__all__ = ["Store", "open_store"]


class Store:
    """Blobs and ledger together.

    `location` is a folder, or an address that every machine reaches. `local` is a folder
    of this machine: the location itself, or one that holds what an address cannot. The ledger is a
    file there, unless `ledger` is the address of a database.
    """

    def __init__(self, location: str, ledger: str | None = None, local: Path | None = None) -> None:
        folder = _folder(location)
        if folder is not None:
            self.location, self.local = str(folder), folder
            self.blobs: Blobs = FolderBlobs(folder / "blobs")
        elif local is not None:
            self.location, self.local = location, local
            remote = RemoteBlobs(location)
            remote.assert_reached()
            self.blobs = remote
        else:
            raise StoreError(
                "a store at an address needs a folder of this machine beside it",
                location.split("://", 1)[0] + "://",
                "Name one.",
            )
        if ledger is not None and not is_address(ledger):
            raise StoreError(
                "the ledger's address cannot be read",
                "CALLSHEET_LEDGER",
                "Write postgresql://USER:PASSWORD@HOST/DATABASE.",
            )
        self.ledger = Ledger(ledger or self.local / "ledger.sqlite")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def record(self, *made: BlobRecord) -> None:
        """Remember what was made. The blobs come first, then this; nothing is opened for it."""
        self.ledger.record(*made)

    def ready(self, keys: Iterable[str], kind: BlobKind) -> set[str]:
        """Those of `keys` that need not be made again: remembered, and there in full length."""
        made = self.ledger.have(keys, kind)
        there = self.blobs.sizes(made, kind)
        return {key for key, one in made.items() if there.get(key) == one.bytes}

    def close(self) -> None:
        """Close the ledger's connections."""
        self.ledger.close()


def open_store(location: str | Path, ledger: str | None = None, local: Path | None = None) -> Store:
    """The store at `location` (a folder, or any address that fsspec knows), made where it is not
    there. `ledger` and `local` as `Store` has them.

    What killed writers left behind more than a day ago is swept.
    Raises StoreError where the store cannot be opened, or its kind is not supported.
    """
    store = Store(str(location), ledger, local)
    store.blobs.sweep()
    return store


def _folder(location: str) -> Path | None:
    """The absolute folder that `location` names, None for any other address.

    A path with a colon in it is still a path. Raises StoreError for another machine's folder.
    """
    address = urlsplit(location)
    if address.scheme == "file":
        if address.netloc not in {"", "localhost"}:
            raise StoreError(
                "a folder of another machine cannot be a store",
                f"file://{address.netloc}/...",
                "Mount it and name the mounted folder, or use an object store.",
            )
        return Path(unquote(address.path)).absolute()
    return None if "://" in location else Path(location).expanduser().absolute()
