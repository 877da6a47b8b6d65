"""A speech server as a voice: any server that speaks OpenAI's `/v1/audio/speech`.

It sends a request once. Whether that may be paid for, or done again, it does not know:
`engine.sound.speech` asks through the paid calls.
"""

from __future__ import annotations

import struct
import tempfile
import wave
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any, ClassVar

from engine.openai_client import OpenAIClient
from engine.sound import line
from engine.sound.pace import estimate_seconds
from engine.sound.wording import worded
from schemas.errors import VoiceError
from schemas.money import Money
from schemas.outside import SpeechPrice

__all__ = ["SpeechServer"]

_NATURAL = 165
"""Words a minute that a server speaks at by itself; other rates are asked for as `speed`."""
_MAX_BYTES = 64 * 1024 * 1024
_MICRO = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class SpeechServer:
    """`model` and `voice` of the server behind `client`, at `wpm` words a minute.

    `price` is what it charges; None: it is free.
    """

    client: OpenAIClient
    model: str
    voice: str
    wpm: int = _NATURAL
    price: SpeechPrice | None = None
    name: ClassVar[str] = "server"
    source_type: ClassVar[str] = "trainedAlgorithmicMedia"

    def fingerprint(self) -> dict[str, Any]:
        """Engine, revision of the treatment here (raised by hand), and what is asked for."""
        return {
            "engine": "speech-server",
            "revision": 1,
            "server": self.client.base_url.rstrip("/"),
            "model": self.model,
            "voice": self.voice,
            "rate": self.wpm,
        }

    def speaks(self, locale: str) -> bool:  # noqa: ARG002 - the Voice protocol asks per locale
        """Always: the wire format cannot ask, and the model hears the language in the text."""
        return True

    def max_cost(self, text: str, locale: str) -> Money | None:
        """The most that a line costs: its characters, or the longest time it can plausibly last."""
        if self.price is None:
            return None
        cost = self._cost(text, locale, self._longest(text, locale))
        return Money(amount=cost, currency=self.price.currency)

    def cost_of(self, text: str, locale: str, answer: bytes) -> Decimal:
        """What the line cost, by the length of the answered WAV; the most where that is no WAV."""
        seconds = _seconds_in(answer)
        most = self._longest(text, locale)
        return self._cost(text, locale, most if seconds is None else seconds)

    def ask(self, text: str, locale: str) -> bytes:
        """The server's answer, as it is. Raises NotAccepted, OutcomeUnknown, WorkError."""
        from openai import omit  # noqa: PLC0415 - half a second

        speed = omit if self.wpm == _NATURAL else round(self.wpm / _NATURAL, 3)
        answer, _ = self.client.download(
            lambda client: client.audio.speech.with_streaming_response.create(
                model=self.model,
                voice=self.voice,
                input=worded(text, locale).spoken,
                response_format="wav",
                speed=speed,
            ),
            _MAX_BYTES,
        )
        return answer

    def write(self, answer: bytes, text: str, locale: str, target: Path) -> None:
        """Write the answered sound to `target`, as `OfflineVoice.speak` writes a line.

        Raises VoiceError where it is not a WAV, is silent, or goes on far longer than the line can
        last.
        """
        words = worded(text, locale).spoken
        if not answer.startswith((b"RIFF", b"RF64")) or answer[8:12] != b"WAVE":
            raise VoiceError(
                f"The speech server sent no WAV: {answer[:40]!r}",
                f"{self.client.base_url}, model {self.model}, voice {self.voice}",
                "Check `voice: base_url`, `model` and `voice`.",
            )
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder, "raw.wav")
            raw.write_bytes(answer)
            line.finish(raw, target, text=words, demuxer="wav")
        with wave.open(str(target)) as file:
            lasts = file.getnframes() / file.getframerate()
        if lasts > (longest := self._longest(text, locale)):
            target.unlink()
            raise VoiceError(
                "The speech server went on for too long",
                f"{lasts:.1f} s where at most {longest:.1f} s are plausible: {words[:80]!r}",
                "Try another model or voice, or shorten the line.",
            )

    def _longest(self, text: str, locale: str) -> float:
        """Seconds."""
        return 5 + 3 * estimate_seconds(text, locale, self.wpm)

    def _cost(self, text: str, locale: str, seconds: float) -> Decimal:
        if self.price is None:
            return Decimal(0)
        said = worded(text, locale).spoken
        by_character = (self.price.per_million_characters or 0) * Decimal(len(said))
        by_minute = (self.price.per_minute or 0) * Decimal(seconds)
        exact = by_character / 1_000_000 + by_minute / 60
        return exact.quantize(_MICRO, ROUND_CEILING)


def _seconds_in(wav: bytes) -> float | None:
    """The length of a WAV by its bytes: servers that stream one do not know it in the header.

    None where it is no WAV that says how many bytes a second has (RIFF, `fmt ` chunk).
    """
    form = wav.find(b"fmt ", 12, 4096)
    if form < 0 or len(wav) < form + 24:
        return None
    (bytes_a_second,) = struct.unpack_from("<I", wav, form + 16)
    return len(wav) / bytes_a_second if bytes_a_second else None
