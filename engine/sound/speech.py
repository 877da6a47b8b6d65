"""Speech: lines become sounds in the store, on a worker or through the paid calls.

It does not know films. What a server speaks is asked for by the driver alone, because a worker's
job may run twice, and the server's key never travels.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.sound.choose import offline_voice
from engine.sound.server import SpeechServer
from engine.spending import Answered, PaidCalls
from engine.store import BlobKind, BlobRecord, Blobs
from schemas.errors import VoiceError, WorkError
from schemas.production import VoiceSettings

__all__ = ["speak_offline", "speak_through"]

_FAILED = "failed"


def speak_offline(
    lines: Iterable[tuple[str, str]], locale: str, settings: VoiceSettings, blobs: Blobs
) -> list[BlobRecord]:
    """Speak those of `lines` (key and text) that are not in the store; what was made.

    Nothing is made where the settings name no voice of this machine. Raises VoiceError.
    """
    missing = [one for one in lines if not blobs.has(one[0], BlobKind.SPOKEN)]
    voice = offline_voice(settings) if missing else None
    made: list[BlobRecord] = []
    if voice is None:
        return made
    for key, text in missing:
        with blobs.writing(key, BlobKind.SPOKEN) as target:
            voice.speak(text, locale, target)
        made.append(blobs.made(key, BlobKind.SPOKEN))
    return made


def speak_through(
    paid_calls: PaidCalls, voice: SpeechServer, line: tuple[str, str], locale: str, blobs: Blobs
) -> BlobRecord:
    """The sound of `line` (key and text), which is not in the store yet, asked for and paid once.

    A sound that came and cannot be used was paid for, and is not asked for again. Raises RowError
    (DOUBT), BudgetError, CancelledError, VoiceError, WorkError.
    """
    key, text = line

    def send() -> Answered:
        answer = voice.ask(text)
        cost = voice.cost_of(text, locale, answer)
        try:
            with blobs.writing(key, BlobKind.SPOKEN) as target:
                voice.write(answer, text, locale, target)
        except VoiceError as error:
            return Answered({_FAILED: [error.what, error.where, error.remedy]}, cost)
        return Answered({}, cost)

    what = f"the line {text[:60]!r}"
    most, timeout = voice.max_cost(text, locale), voice.client.timeout
    said = paid_calls.ask(key, most, send, what=what, timeout=timeout)
    if _FAILED in said:
        raise VoiceError(*said[_FAILED])
    if not blobs.has(key, BlobKind.SPOKEN):
        raise WorkError(
            f"{what} was paid for, and its sound is gone from the store",
            f"key {key}",
            f"Bring the store back, or pay for it again: `callsheet calls --retry {key}`.",
        )
    return blobs.made(key, BlobKind.SPOKEN)
