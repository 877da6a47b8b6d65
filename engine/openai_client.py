"""OpenAI client: one request to a server with OpenAI's wire format, and whether it was accepted.

It sends nothing twice and does not know what is asked, or what it costs.
"""

from __future__ import annotations

import json
import re
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal

from engine.spending import NotAccepted, OutcomeUnknown
from engine.tls import trusted
from schemas.errors import DeclinedError

if TYPE_CHECKING:
    import httpx2
    from openai import APIResponse, OpenAI

__all__ = ["OpenAIClient"]

_MAX_BYTES = 16 * 1024 * 1024
_CONNECT = 10.0
"""Seconds until a server that is there has taken the connection."""
_MAX_ERROR = 64 * 1024
"""Bytes of an error that are read, and of what they unpack to."""
_MOVED = "x-callsheet-moved-to"
"""The header that a redirect's address is moved to, so that the client does not follow it."""
_ERROR_SECONDS = 5.0
"""Seconds that the words of an error may take to come."""
_BUSY = frozenset({503, 529})
"""With a Retry-After: the server took nothing, as with 429."""
_UNCLEAR = frozenset({408, 409})
"""Beside 5xx: answers that do not say whether the request was accepted."""

_loading = threading.Lock()

Kind = Literal["key", "model", "quota", "context", "filter", "moved", "request"]

_REMEDIES: dict[Kind, str] = {
    "key": "Check its key.",
    "model": "Check its `base_url` and its `model`.",
    "quota": "Its account has no credit left: top it up, or name another server.",
    "context": "Shorten the row's text, or take a model with a longer context.",
    "filter": "Change the row's text: the server's filter refuses it.",
    "moved": "Set `base_url` to where it is: no request follows a redirect.",
    "request": "Check its `base_url`, its `model` and its key.",
}
_KINDS: tuple[tuple[Kind, frozenset[int], str], ...] = (
    ("filter", frozenset(), r"content.?filter|content.?(?:management.?)?policy|responsible ?ai"),
    ("quota", frozenset({402}), r"insufficient_quota|insufficient (?:credit|balance)|billing"),
    (
        "context",
        frozenset({413}),
        r"context.?(?:length|window|size)|maximum context|too many tokens",
    ),
    ("key", frozenset({401, 403}), r"invalid.?api.?key|incorrect api key"),
    ("model", frozenset({404}), r"model.?not.?found|does not exist|no such model"),
    ("moved", frozenset(range(300, 400)), r"$^"),
)
"""What a declined request is about: by its status, or by what the server says."""


@dataclass(frozen=True, slots=True)
class OpenAIClient:
    """The server at `base_url` (it ends in `/v1`), called `name` in messages.

    `timeout` is the seconds that one answer may take, from the request to its last byte.
    """

    name: str
    base_url: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 120.0

    def post(
        self, ask: Callable[[OpenAI], AbstractContextManager[APIResponse[Any]]]
    ) -> dict[str, Any]:
        """The JSON object that is answered to the one request that `ask` makes.

        Raises NotAccepted where it is certain that nobody accepted it, OutcomeUnknown where
        somebody may have, DeclinedError where the server declined it. No message holds the key.
        """
        answer, _ = self.download(ask)
        try:
            document = json.loads(answer)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise OutcomeUnknown(self._says(f"sent no JSON object: {self._safe(answer[:80])}"))
        return document

    def download(
        self,
        ask: Callable[[OpenAI], AbstractContextManager[APIResponse[Any]]],
        max_bytes: int = _MAX_BYTES,
    ) -> tuple[bytes, str]:
        """The bytes of the answer, at most `max_bytes`, and its content type. Raises as `post`."""
        _load()
        import httpx2  # noqa: PLC0415 - what the openai client speaks HTTP with
        import openai  # noqa: PLC0415 - half a second

        client = openai.OpenAI(
            api_key=self.key or "none",  # the client wants one; servers without keys ignore it
            base_url=self.base_url,
            max_retries=0,
            timeout=httpx2.Timeout(self.timeout, connect=min(_CONNECT, self.timeout)),
            http_client=openai.DefaultHttpxClient(
                verify=trusted(), event_hooks={"response": [_bounded]}
            ),
        )
        deadline = time.monotonic() + self.timeout
        # Headers that come a byte at a time keep each read busy, and would never end.
        watch = threading.Timer(self.timeout + 1.0, client.close)
        watch.daemon = True
        watch.start()
        answer = bytearray()
        try:
            with self._explained(), client, ask(client) as response:
                for chunk in response.iter_bytes():
                    answer += chunk
                    if len(answer) > max_bytes:
                        raise OutcomeUnknown(self._says(f"sent more than {max_bytes >> 20} MiB"))
                    if time.monotonic() > deadline:
                        raise OutcomeUnknown(self._says(f"was not done after {self.timeout:g} s"))
                return bytes(answer), response.headers.get("content-type", "no content type")
        finally:
            watch.cancel()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors of the client by whether the request was accepted, with the server's own words."""
        import httpx2  # noqa: PLC0415 - what the openai client speaks HTTP with
        import openai  # noqa: PLC0415 - as above

        try:
            yield
        except openai.APIStatusError as error:
            raise self._refused(error) from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
            unsent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol)
            if isinstance(cause, unsent):
                raise NotAccepted(self._says(f"is out of reach: {cause}")) from None
            if isinstance(cause, httpx2.TimeoutException):
                raise OutcomeUnknown(
                    self._says(f"did not answer within {self.timeout:g} s")
                ) from None
            raise OutcomeUnknown(self._says(f"broke off: {cause or error}")) from None

    def _refused(self, error: Any) -> Exception:
        """What an HTTP status means for a request that may cost money."""
        status, headers = error.status_code, error.response.headers
        words = self._safe(_words_of(error))
        kind = _kind_of(status, f"{error.code} {getattr(error, 'type', '')} {words}".lower())
        said = self._says(f"answered {status}: {words}")
        if (status == 429 and kind != "quota") or (status in _BUSY and "retry-after" in headers):
            return NotAccepted(said, after=_after(headers))
        if status >= 500 or status in _UNCLEAR:
            return OutcomeUnknown(said)
        if kind == "moved":
            words = f"it redirects to {self._safe(headers.get(_MOVED, 'nowhere'))}"
        what = f"{self.name} declined: {status} {words}"
        return DeclinedError(what, self.base_url, _REMEDIES[kind], status, kind, words)

    def _says(self, what: str) -> str:
        return f"{self.name} at {self.base_url} {what}"

    def _safe(self, words: object) -> str:
        """Somebody else's words: short, on one line, without the key."""
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        text = text.replace(self.key, "***") if self.key else text
        return " ".join(text.split())[:300]


def _load() -> None:
    """Import the client whole, in one thread at a time: its parts import each other when they are
    first used, and two threads that begin at different parts may each find half of one.
    """
    with _loading:
        import openai.resources  # noqa: F401, PLC0415 - half a second


def _kind_of(status: int, said: str) -> Kind:
    for kind, statuses, words in _KINDS:
        if status in statuses or (status < 500 and re.search(words, said)):
            return kind
    return "request"


def _words_of(error: Any) -> str:
    """The server's own words; the client knows only those that stand where OpenAI puts them."""
    body = error.body if isinstance(error.body, dict) else {}
    if body.get("message"):
        return str(body["message"])
    return str(body or error.message)


def _bounded(response: httpx2.Response) -> None:
    """A hook: an error is read and unpacked as far as anyone would, and a POST is sent once.

    The client reads errors whole, and 1.5 MB of gzip were 5 GB.
    """
    import httpx2  # noqa: PLC0415 - what the openai client speaks HTTP with

    if (
        response.request.method == "POST"
        and "location" in response.headers
        and (300 <= response.status_code < 400)
    ):
        response.headers[_MOVED] = response.headers.pop("location")
    elif response.status_code < 400:
        return
    raw = bytearray()
    deadline = time.monotonic() + _ERROR_SECONDS
    for chunk in response.stream:  # type: ignore[union-attr]
        raw += chunk
        if len(raw) > _MAX_ERROR or time.monotonic() > deadline:
            break
    packed = response.headers.pop("content-encoding", "identity")
    response.headers.pop("content-length", None)
    response.stream = httpx2.ByteStream(_unpacked(bytes(raw[:_MAX_ERROR]), packed))


def _unpacked(raw: bytes, packed: str) -> bytes:
    if packed not in {"gzip", "x-gzip", "deflate"}:
        return raw if packed in {"", "identity"} else b""
    try:
        return zlib.decompressobj(47).decompress(raw, _MAX_ERROR)
    except zlib.error:
        return b""


def _after(headers: Mapping[str, str] | httpx2.Headers) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None without one."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
