"""The store: what was made, by key, and the ledger that remembers it. Only it uses SQL."""

from engine.store.blobs import BlobKind, BlobRecord, Blobs, FolderBlobs
from engine.store.call import Call, CallState, Reservation
from engine.store.calls import Calls
from engine.store.facts import Facts, Pictures
from engine.store.films import DeliveredFilm, Films, FilmState, FilmVersion
from engine.store.history import REPEATED, History
from engine.store.ledger import Ledger
from engine.store.remote import RemoteBlobs
from engine.store.store import Store, open_store

__all__ = [
    "REPEATED",
    "BlobKind",
    "BlobRecord",
    "Blobs",
    "Call",
    "CallState",
    "Calls",
    "DeliveredFilm",
    "Facts",
    "FilmState",
    "FilmVersion",
    "Films",
    "FolderBlobs",
    "History",
    "Ledger",
    "Pictures",
    "RemoteBlobs",
    "Reservation",
    "Store",
    "open_store",
]
