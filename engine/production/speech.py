"""Speech: a film's lines from a voice that is asked over the network, by the driver."""

from __future__ import annotations

from engine.production.context import RunContext
from engine.production.row import FilmPlan
from engine.sound.server import SpeechServer
from engine.sound.speech import speak_through
from engine.store import Kind

__all__ = ["speak_film"]


def speak_film(context: RunContext, film: FilmPlan) -> None:
    """Have the film's missing lines spoken, if its voice is a server's.

    Raises RowError (DOUBT), BudgetError, VoiceError, WorkError.
    """
    voice, store = context.voice, context.store
    if not isinstance(voice, SpeechServer):
        return
    ready = store.ready((one.key for one in film.lines), Kind.SPOKEN)
    for one in film.lines:
        if one.key not in ready:
            line = (one.key, one.line.text)
            store.record(
                speak_through(context.paid_calls, voice, line, film.delivery.locale, store.blobs)
            )
