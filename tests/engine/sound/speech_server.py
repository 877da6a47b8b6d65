"""A speech server on loopback, in honest and in bad moods."""

from __future__ import annotations

import json
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from engine.openai_client import OpenAIClient
from engine.sound.server import SpeechServer

__all__ = ["KEY", "Speaker", "speech_server", "streamed_wav"]

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
        """A voice of this server; `timeout` is its client's."""
        timeout = changes.pop("timeout", 5.0)
        settings: dict[str, Any] = {"model": "kokoro", "voice": "bella", **changes}
        return SpeechServer(OpenAIClient("The speech server", self.url, KEY, timeout), **settings)


@contextmanager
def speech_server() -> Iterator[Speaker]:
    """The server, until the block ends."""
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
