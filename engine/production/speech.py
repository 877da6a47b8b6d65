"""Speech: a film's lines that the driver itself has to fetch: from a server, or recordings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from engine.production.context import RunContext
from engine.production.planning.row import FilmPlan
from engine.sound import Recordings
from engine.sound.server import SpeechServer
from engine.sound.speech import keep_recording, speak_through
from engine.store import BlobKind, Store
from schemas.speech import Heard

__all__ = ["read_heard", "speak_film", "write_heard"]


def speak_film(context: RunContext, film: FilmPlan) -> None:
    """Have the film's missing lines spoken, if its voice is a server's; take in its recordings,
    which lie where workers may see nothing.

    Raises RowError (DOUBT), BudgetError, VoiceError, WorkError.
    """
    store, locale = context.store, film.delivery.locale
    voice = context.voices.of(locale)
    if not isinstance(voice, SpeechServer | Recordings):
        return
    ready = store.ready((one.key for one in film.lines), BlobKind.SPOKEN)
    for one in film.lines:
        if one.key not in ready:
            line = (one.key, one.line.text)
            made = (
                speak_through(context.paid_calls, voice, line, locale, store.blobs)
                if isinstance(voice, SpeechServer)
                else keep_recording(Path(one.recording), line, store.blobs)
            )
            store.record(made)


def read_heard(store: Store, keys: Iterable[str]) -> dict[str, Heard]:
    """How lines were spoken, by the keys of their sounds, as far as the ledger remembers."""
    notes = store.ledger.facts.read(keys)
    return {key: Heard.model_validate(note["heard"]) for key, note in notes.items()}


def write_heard(store: Store, heard: Mapping[str, Heard]) -> None:
    """Remember it: a plan is computed from it, without the sounds."""
    store.ledger.facts.write(
        {key: {"heard": one.model_dump(mode="json")} for key, one in heard.items()}
    )
