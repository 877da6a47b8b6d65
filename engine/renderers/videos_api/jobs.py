"""Jobs of a server that speaks OpenAI's `/v1/videos`: submit, poll, fetch; what its answers mean.

It sends nothing twice by itself and does not know what a video is for. openai's own client is not
used: its videos are deprecated, and by default it repeats a POST that may have been taken.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from engine.spending import NotAccepted, OutcomeUnknown
from engine.spending.jobs import Failed, Finished, Running
from engine.tls import trusted
from schemas.errors import RenderError

if TYPE_CHECKING:
    import httpx2

__all__ = ["VideoJobs"]

_CONNECT, _ANSWER, _DOWNLOAD = 10.0, 60.0, 600.0
"""Seconds: until the connection stands, until an answer is there, until a video is."""
_MOST_WORDS, _MOST_BYTES = 1 << 20, 1 << 31
"""Bytes of an answer in JSON, and of a video."""
_LOOKS = 8
"""How often a job that is not there is looked for before it counts as lost: behind one address
there may be several servers, and a job is known only to the one that took it."""
_LOST = "the server does not know the job any more"


@dataclass(frozen=True, slots=True)
class VideoJobs:
    """The server at `base_url` (it ends in `/v1`) for one video: a JobProvider.

    `fields` are those of the form that asks for it, `picture` a PNG that it begins with, `cost`
    what it costs once it is made.
    """

    base_url: str
    fields: Mapping[str, str]
    cost: Decimal
    api_key: str | None = field(default=None, repr=False)
    picture: bytes | None = field(default=None, repr=False)
    recovery: Literal["keyed", "lookup", "neither"] = "neither"

    def submit(self, key: str) -> str:  # noqa: ARG002 - the protocol has no place for our key
        """Ask for the video; the job's id.

        Raises NotAccepted where it is certain that nobody took it, OutcomeUnknown where somebody
        may have, RenderError where the server declined it. No message holds the API key.
        """
        parts: dict[str, Any] = {name: (None, value) for name, value in self.fields.items()}
        if self.picture is not None:
            parts["input_reference"] = ("first.png", self.picture, "image/png")
        with self._asked("POST", "videos", _ANSWER, files=parts) as response:
            document = self._document(response)
            status = response.status_code
            if status == 429:
                raise NotAccepted(self._says(status, document), after=_after(response))
            if status >= 500 or status in (408, 409):
                raise OutcomeUnknown(self._says(status, document))
            if status >= 400:
                raise RenderError(
                    "the videos server declined the shot",
                    self._says(status, document),
                    "Check `base_url`, `model` and the key; a refused prompt wants other words.",
                )
        job = document.get("id")
        if not isinstance(job, str) or not job:
            raise OutcomeUnknown(self._says(status, document))
        return job

    def find(self, key: str) -> str | None:  # noqa: ARG002 - as above
        """None: the protocol cannot be asked by our key."""
        return None

    def poll(self, job: str) -> Running | Finished | Failed:
        """How far the job is.

        Raises NotAccepted and OutcomeUnknown where the server does not say.
        """
        for _ in range(_LOOKS):
            with self._asked("GET", f"videos/{quote(job, safe='')}", _ANSWER) as response:
                document = self._document(response)
                status = response.status_code
            if status != 404 or "status" in document:
                break
        # vLLM-Omni answers a failed job with 4xx or 5xx, and the job as the body.
        match document.get("status"):
            case "failed" | "cancelled":
                return Failed(self._reason(document), Decimal(0))
            case "completed" if status < 400:
                return Finished(self.cost)
            case "queued" | "in_progress" if status < 400:
                return Running(_share(document.get("progress")))
        if status == 404:
            # Servers keep jobs in memory. What was lost may have been made, and charged.
            return Failed(_LOST, self.cost)
        raise OutcomeUnknown(self._says(status, document))

    def fetch(self, job: str, target: Path) -> None:
        """Write the video to `target`. Raises as `poll` does."""
        path = f"videos/{quote(job, safe='')}/content"
        with self._asked("GET", path, _DOWNLOAD) as response:
            if response.status_code != 200:
                raise OutcomeUnknown(self._says(response.status_code, self._document(response)))
            with target.open("wb") as file:
                for chunk in _bounded(response, _MOST_BYTES, _DOWNLOAD):
                    file.write(chunk)

    @contextmanager
    def _asked(
        self, method: str, path: str, seconds: float, **body: Any
    ) -> Iterator[httpx2.Response]:
        """One request; errors of the connection by whether the request was taken."""
        import httpx2  # noqa: PLC0415 - heavy

        unsent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol)
        headers = {"authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        address = f"{self.base_url.rstrip('/')}/{path}"
        timeout = httpx2.Timeout(seconds, connect=_CONNECT)
        try:
            with (
                httpx2.Client(timeout=timeout, verify=trusted()) as client,
                client.stream(method, address, headers=headers, **body) as response,
            ):
                yield response
        except unsent as error:
            raise NotAccepted(self._safe(f"{self.base_url} is out of reach: {error}")) from None
        except httpx2.HTTPError as error:
            broken = f"{self.base_url} broke off: {type(error).__name__} {error}"
            raise OutcomeUnknown(self._safe(broken)) from None

    def _document(self, response: httpx2.Response) -> Mapping[str, Any]:
        """The answer as a JSON object; empty where it is none."""
        text = b"".join(_bounded(response, _MOST_WORDS, _ANSWER))
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):  # the latter: brackets within brackets, without end
            return {}
        return document if isinstance(document, dict) else {}

    def _says(self, status: int, document: Mapping[str, Any]) -> str:
        return f"{self.base_url} answered {status}: {self._reason(document)}"

    def _reason(self, document: Mapping[str, Any]) -> str:
        error = document.get("error", document.get("detail"))
        if isinstance(error, dict):
            error = " ".join(str(error[name]) for name in ("code", "message") if error.get(name))
        return self._safe(str(error or document or "nothing that can be read"))

    def _safe(self, words: str) -> str:
        """Somebody else's words: short, on one line, without the key."""
        words = words.replace(self.api_key, "***") if self.api_key else words
        return " ".join(words.split())[:300]


def _bounded(response: httpx2.Response, most: int, seconds: float) -> Iterator[bytes]:
    """The body, which may not be larger, nor take longer than a trickle of bytes could make it."""
    deadline, size = time.monotonic() + seconds, 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > most or time.monotonic() > deadline:
            raise OutcomeUnknown(f"an answer of more than {most} bytes, or {seconds:g} s")
        yield chunk


def _share(progress: object) -> float:
    """OpenAI counts to 100; some servers say nothing."""
    if not isinstance(progress, int | float):
        return 0.0
    return min(1.0, max(0.0, progress / 100))


def _after(response: httpx2.Response) -> float | None:
    """Seconds that a Retry-After header asks for, where it says a number."""
    text = response.headers.get("retry-after", "").strip()
    return float(text) if text.isdigit() else None
