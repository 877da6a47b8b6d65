"""Speech: a film's lines from a voice that is asked over the network, through the ledger.

In the driver: what may cost money is never done by a worker, which Ray may run twice, and the
server's key never travels. A voice of this machine speaks on workers, with the edit.
"""

from __future__ import annotations

from decimal import Decimal

from engine.production.context import RunContext
from engine.production.row import FilmPlan, SpokenLine
from engine.sound import Voice
from engine.spending import Answered
from engine.store import Kind
from schemas.errors import VoiceError

__all__ = ["speak_film"]


def speak_film(context: RunContext, film: FilmPlan) -> None:
    """Have the film's missing lines spoken, where its voice is a server's.

    Raises RowError (DOUBT), BudgetError, VoiceError, WorkError.
    """
    voice = context.voice
    if voice is None or not voice.remote:
        return
    ready = context.store.ready((one.key for one in film.lines), Kind.SPOKEN)
    for one in film.lines:
        if one.key not in ready:
            _speak(context, voice, one, film.delivery.locale)


def _speak(context: RunContext, voice: Voice, one: SpokenLine, locale: str) -> None:
    blobs, text = context.store.blobs, one.line.text
    cost = voice.max_cost(text)
    paid = cost.amount if cost else Decimal(0)

    def send() -> Answered:
        try:
            with blobs.writing(one.key, Kind.SPOKEN) as target:
                voice.speak(text, locale, target)
        except VoiceError as error:
            # What came is paid for, though it cannot be used.
            return Answered({"failed": [error.what, error.where, error.remedy]}, paid)
        return Answered({}, paid)

    said = context.paid_calls.ask(one.key, cost, send, what=f"the line {text[:60]!r}")
    if "failed" in said:
        raise VoiceError(*said["failed"])
    context.store.record(blobs.made(one.key, Kind.SPOKEN))
