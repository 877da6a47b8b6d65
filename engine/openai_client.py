"""OpenAI client: one request to a server with OpenAI's wire format, and whether it was accepted.

It sends nothing twice and does not know what is asked, or what it costs.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from engine.spending import NotAccepted, OutcomeUnknown
from engine.tls import trusted
from schemas.errors import WorkError

if TYPE_CHECKING:
    import httpx2
    from openai import APIResponse, OpenAI

__all__ = ["OpenAIClient"]

_MAX_BYTES = 16 * 1024 * 1024
_CONNECT = 10.0
"""Seconds until a server that is there has taken the connection."""
_UNCLEAR = frozenset({408, 409})
"""Beside 5xx: answers that do not say whether the request was accepted."""


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
        somebody may have, WorkError where the server declined it. No message holds the key.
        """
        answer, _ = self.download(ask)
        try:
            document = json.loads(answer)
        except ValueError:
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
        import httpx2  # noqa: PLC0415 - what the openai client speaks HTTP with
        import openai  # noqa: PLC0415 - half a second

        client = openai.OpenAI(
            api_key=self.key or "none",  # the client wants one; servers without keys ignore it
            base_url=self.base_url,
            max_retries=0,
            timeout=httpx2.Timeout(self.timeout, connect=min(_CONNECT, self.timeout)),
            http_client=openai.DefaultHttpxClient(verify=trusted()),
        )
        deadline = time.monotonic() + self.timeout
        answer = bytearray()
        with self._explained(), client, ask(client) as response:
            for chunk in response.iter_bytes():
                answer += chunk
                if len(answer) > max_bytes:
                    raise OutcomeUnknown(self._says(f"sent more than {max_bytes >> 20} MiB"))
                if time.monotonic() > deadline:
                    raise OutcomeUnknown(self._says(f"was not done after {self.timeout:g} s"))
            return bytes(answer), response.headers.get("content-type", "no content type")

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
        status = error.status_code
        said = self._says(f"answered {status}: {self._safe(error.message)}")
        if status == 429 and error.code != "insufficient_quota":
            return NotAccepted(said, after=_after(error.response.headers))
        if status >= 500 or status in _UNCLEAR:
            return OutcomeUnknown(said)
        return WorkError(
            f"{self.name} declined: {status} {self._safe(error.message)}",
            self.base_url,
            "Check its `base_url`, its `model` and its key.",
        )

    def _says(self, what: str) -> str:
        return f"{self.name} at {self.base_url} {what}"

    def _safe(self, words: object) -> str:
        """Somebody else's words: short, on one line, without the key."""
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        text = text.replace(self.key, "***") if self.key else text
        return " ".join(text.split())[:300]


def _after(headers: Mapping[str, str] | httpx2.Headers) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None without one."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
