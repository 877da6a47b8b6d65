"""A speech server as a voice: whatever speaks OpenAI's `/v1/audio/speech`.

It does not know who runs the server, and it never sends a request twice.
"""

from __future__ import annotations

import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from engine.sound import line
from engine.sound.pace import estimate_seconds
from engine.sound.voice import plain
from schemas.errors import VoiceError

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
    name: ClassVar[str] = "server"
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

    def speak(self, text: str, locale: str, target: Path) -> None:
        """Speak one line into a WAV file; see `Voice.speak`.

        Raises VoiceError where the server refuses, fails, is out of reach or too slow, and where
        what it sends is not a WAV, is silent, or goes on far longer than the line can last.
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
        import openai  # noqa: PLC0415 - half a second

        client = openai.OpenAI(
            api_key=self.key or "none",  # the client wants one; servers without keys ignore it
            base_url=self.base_url,
            max_retries=0,
            timeout=self.seconds,
        )
        speed = openai.omit if self.wpm == _NATURAL else round(self.wpm / _NATURAL, 3)
        deadline = time.monotonic() + self.seconds
        answer = bytearray()
        with (
            self._explained(),
            client,
            client.audio.speech.with_streaming_response.create(
                model=self.model,
                voice=self.voice,
                input=text,
                response_format="wav",
                speed=speed,
            ) as response,
        ):
            kind = response.headers.get("content-type", "no content type")
            for chunk in response.iter_bytes():
                answer += chunk
                if len(answer) > _MOST_BYTES:
                    raise self._error("sent more than 64 MiB for one line")
                if time.monotonic() > deadline:
                    raise self._error(f"was not done after {self.seconds:g} s")
        head = bytes(answer[:40])
        if not head.startswith((b"RIFF", b"RF64")) or head[8:12] != b"WAVE":
            raise self._error(f"sent {kind}, not a WAV: {head!r}")
        return bytes(answer)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors of the client, as VoiceErrors with the server's own words and without the key."""
        import httpx2  # noqa: PLC0415 - what the openai client speaks HTTP with
        import openai  # noqa: PLC0415 - as above

        try:
            yield
        except (openai.APITimeoutError, httpx2.TimeoutException) as error:
            raise self._error(f"did not answer within {self.seconds:g} s") from error
        except openai.APIStatusError as error:
            said = error.message.replace(self.key, "***") if self.key else error.message
            raise self._error(f"answered {error.status_code}: {said[:300]}") from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            raise self._error(f"is out of reach: {error.__cause__ or error}") from error

    def _error(self, what: str) -> VoiceError:
        return VoiceError(
            f"The speech server {what}",
            f"{self.base_url}, model {self.model}, voice {self.voice}",
            "Check `voice: base_url`, `model` and `voice`, its key, and that the server runs.",
        )
