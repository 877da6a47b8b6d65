"""A speech server as a voice: whatever speaks OpenAI's `/v1/audio/speech`.

It does not know who runs the server, and it never sends a request twice.
"""

from __future__ import annotations

import tempfile
import wave
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from engine.openai_client import OpenAIClient
from engine.sound import line
from engine.sound.pace import estimate_seconds
from engine.sound.voice import plain
from schemas.errors import VoiceError
from schemas.money import Money

__all__ = ["SpeechServer"]

_NATURAL = 165
"""Words a minute that a server speaks at by itself; other rates are asked for as `speed`."""

_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SpeechServer:
    """`model` and `voice` of the server at `base_url` (it ends in `/v1`), at `wpm` words a minute.

    `seconds` is the time that one line may take from request to last byte.
    """

    base_url: str
    model: str
    voice: str
    key: str | None = field(default=None, repr=False)
    wpm: int = _NATURAL
    seconds: float = 120.0
    price: Money | None = None
    """For a million characters; None: it is free."""
    name: ClassVar[str] = "server"
    remote: ClassVar[bool] = True
    source_type: ClassVar[str] = "trainedAlgorithmicMedia"

    def fingerprint(self) -> dict[str, Any]:
        """Engine, revision of the treatment here (raised by hand), and what is asked for."""
        return {
            "engine": "speech-server",
            "revision": 1,
            "server": self.base_url.rstrip("/"),
            "model": self.model,
            "voice": self.voice,
            "rate": self.wpm,
        }

    def speaks(self, locale: str) -> bool:  # noqa: ARG002 - the Voice protocol asks per locale
        """Always: the protocol has no way to ask, and the model hears the language in the text."""
        return True

    def max_cost(self, text: str) -> Money | None:
        """What the server charges for a line, by its characters."""
        if self.price is None:
            return None
        share = Decimal(len(plain(text))) / 1_000_000
        return Money(amount=self.price.amount * share, currency=self.price.currency)

    def speak(self, text: str, locale: str, target: Path) -> None:
        """Speak one line into a WAV file; see `Voice.speak`.

        Raises VoiceError where what the server sends is not a WAV, is silent, or goes on far longer
        than the line can last; NotAccepted, OutcomeUnknown and WorkError as
        `OpenAIClient.download` says.
        """
        words = plain(text)
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder, "raw.wav")
            raw.write_bytes(self._ask(words))
            line.finish(raw, target, text=words, demuxer="wav")
        with wave.open(str(target)) as file:
            lasts = file.getnframes() / file.getframerate()
        most = 5 + 3 * estimate_seconds(words, locale, self.wpm)
        if lasts > most:
            target.unlink()
            raise VoiceError(
                "The speech server went on for too long",
                f"{lasts:.1f} s where at most {most:.1f} s are plausible: {words[:80]!r}",
                "Try another model or voice, or shorten the line.",
            )

    def _ask(self, text: str) -> bytes:
        """The bytes of the answer, which begin like a WAV."""
        from openai import omit  # noqa: PLC0415 - half a second

        speed = omit if self.wpm == _NATURAL else round(self.wpm / _NATURAL, 3)
        service = OpenAIClient("The speech server", self.base_url, self.key, self.seconds)
        answer, kind = service.download(
            lambda client: client.audio.speech.with_streaming_response.create(
                model=self.model,
                voice=self.voice,
                input=text,
                response_format="wav",
                speed=speed,
            ),
            _MOST_BYTES,
        )
        head = answer[:40]
        if not head.startswith((b"RIFF", b"RF64")) or head[8:12] != b"WAVE":
            raise VoiceError(
                f"The speech server sent {kind}, not a WAV: {head!r}",
                f"{self.base_url}, model {self.model}, voice {self.voice}",
                "Check `voice: base_url`, `model` and `voice`.",
            )
        return answer
