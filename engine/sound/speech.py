"""Speech: lines become sounds in the store, on a worker or through the paid calls.

It does not know films. What a server speaks is asked for by the driver alone, because a worker's
job may run twice, and the server's key never travels.
"""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

from engine.sound.recordings import write_recording
from engine.sound.server import SpeechServer
from engine.sound.voice import OfflineVoice, heard_key
from engine.sound.wording import worded
from engine.spending import Answered, PaidCalls
from engine.store import BlobKind, BlobRecord, Blobs
from schemas.errors import VoiceError, WorkError
from schemas.speech import Heard

__all__ = ["heard_of", "keep_recording", "speak_offline", "speak_through"]

_FAILED = "failed"


def speak_offline(
    lines: Iterable[tuple[str, str]], locale: str, voice: OfflineVoice | None, blobs: Blobs
) -> list[BlobRecord]:
    """Speak those of `lines` (key and text) that are not in the store; what was made: each sound,
    and beside it how it is heard.

    Nothing is made without a voice of this machine. Raises VoiceError.
    """
    made: list[BlobRecord] = []
    if voice is None:
        return made
    for key, text in lines:
        if blobs.has(key, BlobKind.SPOKEN):
            continue
        with blobs.writing(key, BlobKind.SPOKEN) as target:
            words = voice.speak(worded(text, locale).spoken, locale, target)
            heard = Heard(seconds=_seconds(target), words=words)
            # Before the sound appears, so that no sound is there without its words.
            with blobs.writing(heard_key(key), BlobKind.DOCUMENT) as document:
                document.write_text(heard.model_dump_json(), "utf-8")
        made += [blobs.made(heard_key(key), BlobKind.DOCUMENT), blobs.made(key, BlobKind.SPOKEN)]
    return made


def heard_of(key: str, blobs: Blobs) -> Heard:
    """How the sound `key`, which is in the store, is heard; without words where nobody told."""
    if blobs.has(heard_key(key), BlobKind.DOCUMENT):
        return Heard.model_validate_json(blobs.path(heard_key(key), BlobKind.DOCUMENT).read_bytes())
    return Heard(seconds=_seconds(blobs.path(key, BlobKind.SPOKEN)))


def keep_recording(recording: Path, line: tuple[str, str], blobs: Blobs) -> BlobRecord:
    """The user's recording of `line` (key and text) in the store. Raises VoiceError."""
    key, text = line
    with blobs.writing(key, BlobKind.SPOKEN) as target:
        write_recording(recording, text, target)
    return blobs.made(key, BlobKind.SPOKEN)


def speak_through(
    paid_calls: PaidCalls, voice: SpeechServer, line: tuple[str, str], locale: str, blobs: Blobs
) -> BlobRecord:
    """The sound of `line` (key and text), which is not in the store yet, asked for and paid once.

    A sound that came and cannot be used was paid for, and is not asked for again. Raises RowError
    (DOUBT), BudgetError, CancelledError, VoiceError, WorkError.
    """
    key, text = line

    def send() -> Answered:
        answer = voice.ask(text, locale)
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


def _seconds(sound: Path) -> float:
    with wave.open(str(sound), "rb") as file:
        return file.getnframes() / file.getframerate()
