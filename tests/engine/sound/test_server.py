from __future__ import annotations

import json
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.sound.loudness import measure
from engine.sound.server import SpeechServer
from engine.spending import NotAccepted, OutcomeUnknown
from schemas.errors import VoiceError, WorkError

TEXT = "This cast iron pan holds three litres."
KEY = "sk-canary-3141"


def streamed_wav(seconds: float) -> bytes:
    """A WAV as OpenAI streams it: 24 kHz, 16 bits, mono, lengths unknown (0xFFFFFFFF)."""
    times = np.arange(round(seconds * 24_000)) / 24_000
    samples = (8_000 * np.sin(2 * np.pi * 300 * times)).astype("<i2").tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 24_000, 48_000, 2, 16)
    return b"RIFF\xff\xff\xff\xffWAVE" + form + b"data\xff\xff\xff\xff" + samples


@dataclass
class Speaker:
    """A server on loopback that speaks OpenAI's wire format and keeps what it was asked."""

    status: int = 200
    kind: str = "audio/wav"
    body: bytes = field(default_factory=lambda: streamed_wav(2))
    delay: float = 0.0
    """Seconds between chunks of the body."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def voice(self, **changes: Any) -> SpeechServer:
        settings: dict[str, Any] = {"model": "kokoro", "voice": "bella", "key": KEY, **changes}
        return SpeechServer(base_url=self.url, **settings)


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    state = Speaker()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.asked.append({"path": self.path, "auth": self.headers["authorization"], **body})
            self.send_response(state.status)
            self.send_header("content-type", state.kind)
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            try:
                for first in range(0, len(state.body), 16_384):
                    part = state.body[first : first + 16_384]
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                    time.sleep(state.delay)
                self.wfile.write(b"0\r\n\r\n")
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client gave up, as some tests want

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def test_a_line_is_asked_for_once_in_the_wire_format(speaker: Speaker, tmp_path: Path) -> None:
    speaker.voice().speak(TEXT, "en", tmp_path / "a.wav")
    assert speaker.asked == [
        {
            "path": "/v1/audio/speech",
            "auth": f"Bearer {KEY}",
            "model": "kokoro",
            "voice": "bella",
            "input": TEXT,
            "response_format": "wav",
        }
    ]
    assert measure(tmp_path / "a.wav").integrated == pytest.approx(-19, abs=1)


def test_another_rate_is_asked_for_as_speed(speaker: Speaker, tmp_path: Path) -> None:
    speaker.voice(wpm=198).speak(TEXT, "en", tmp_path / "a.wav")
    assert speaker.asked[0]["speed"] == 1.2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((status, WorkError) for status in (400, 401, 404)),
        (429, NotAccepted),
        *((status, OutcomeUnknown) for status in (500, 503)),
    ],
)
def test_a_refusal_says_whether_it_was_taken_with_the_servers_words_and_no_second_try(
    speaker: Speaker, status: int, outcome: type[Exception], tmp_path: Path
) -> None:
    speaker.status, speaker.kind = status, "application/json"
    speaker.body = json.dumps({"error": {"message": f"no such voice for {KEY}"}}).encode()
    with pytest.raises(
        outcome, match=rf"(?:answered|declined):? {status}.*no such voice"
    ) as caught:
        speaker.voice().speak(TEXT, "en", tmp_path / "a.wav")
    assert len(speaker.asked) == 1
    assert KEY not in str(caught.value)
    assert not (tmp_path / "a.wav").exists()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<html>Please log in</html>"),
        ("audio/mpeg", b"ID3\x04\x00\x00\x00\x00\x00\x00 and so on"),
        ("audio/wav", b""),
    ],
)
def test_something_else_than_a_wav_is_an_error(
    speaker: Speaker, kind: str, body: bytes, tmp_path: Path
) -> None:
    speaker.kind, speaker.body = kind, body
    with pytest.raises(VoiceError, match=rf"sent {kind}, not a WAV"):
        speaker.voice().speak(TEXT, "en", tmp_path / "a.wav")


def test_a_wav_without_sound_in_it_is_an_error(speaker: Speaker, tmp_path: Path) -> None:
    speaker.body = streamed_wav(2)[:20]
    with pytest.raises(VoiceError, match="not a readable sound"):
        speaker.voice().speak(TEXT, "en", tmp_path / "a.wav")


def test_babble_far_longer_than_the_line_is_an_error(speaker: Speaker, tmp_path: Path) -> None:
    speaker.body = streamed_wav(40)
    with pytest.raises(VoiceError, match=r"too long \(40\.\d s where at most"):
        speaker.voice().speak(TEXT, "en", tmp_path / "a.wav")
    assert not (tmp_path / "a.wav").exists()


def test_a_server_that_drips_is_given_up(speaker: Speaker, tmp_path: Path) -> None:
    speaker.delay = 0.2  # each chunk is quick enough; all of them are not
    with pytest.raises(OutcomeUnknown, match=r"was not done after 0\.5 s"):
        speaker.voice(seconds=0.5).speak(TEXT, "en", tmp_path / "a.wav")


def test_a_server_that_stalls_is_given_up(speaker: Speaker, tmp_path: Path) -> None:
    speaker.delay = 1.0
    with pytest.raises(OutcomeUnknown, match=r"did not answer within 0\.3 s"):
        speaker.voice(seconds=0.3).speak(TEXT, "en", tmp_path / "a.wav")


def test_a_closed_port_is_an_error_that_names_the_address(tmp_path: Path) -> None:
    voice = SpeechServer(base_url="http://127.0.0.1:9/v1", model="m", voice="v")
    with pytest.raises(NotAccepted, match=r"127\.0\.0\.1:9/v1 is out of reach"):
        voice.speak(TEXT, "en", tmp_path / "a.wav")


def test_the_key_is_not_part_of_the_fingerprint() -> None:
    voice = SpeechServer(base_url="http://localhost/v1", model="m", voice="v", key=KEY)
    assert KEY not in repr(voice.fingerprint()) + repr(voice)
