"""The store: what was made, by key, and the ledger that remembers it. The one room of SQL."""

from engine.store.blobs import Blobs, FolderBlobs, Kind
from engine.store.calls import Call, Calls, CallState, Claim
from engine.store.films import Films, FilmState, Standing
from engine.store.ledger import Ledger, Made
from engine.store.notes import Notes
from engine.store.pictures import Pictures
from engine.store.remote import RemoteBlobs
from engine.store.store import Store, open_store

__all__ = [
    "Blobs",
    "Call",
    "CallState",
    "Calls",
    "Claim",
    "FilmState",
    "Films",
    "FolderBlobs",
    "Kind",
    "Ledger",
    "Made",
    "Notes",
    "Pictures",
    "RemoteBlobs",
    "Standing",
    "Store",
    "open_store",
]
