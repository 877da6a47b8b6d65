"""A moderation server: whatever speaks OpenAI's `/v1/moderations`.

Judging is free, so a request that may or may not have been taken is sent again, a few times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.moderation.verdict import Verdict
from engine.service import Service
from engine.spending import Doubtful, Unaccepted
from engine.spending.pause import TRIES, is_too_long, pause
from schemas.errors import WorkError

__all__ = ["ModerationServer"]


@dataclass(frozen=True, slots=True)
class ModerationServer:
    """`model` of a server. `rest` waits between tries."""

    service: Service
    model: str
    rest: Callable[[float], None] = time.sleep

    def fingerprint(self) -> dict[str, Any]:
        """The model; wherever it runs, it judges the same."""
        return {"moderator": "server", "model": self.model}

    def judge(self, text: str) -> Verdict:
        """The server's verdict on `text`. Raises WorkError where it gives none."""
        for attempt in range(TRIES):
            try:
                return self._verdict(self.service.post(self._ask(text)))
            except Unaccepted as error:
                said, wait = str(error), pause(attempt, error.after)
                if is_too_long(error.after):
                    break
            except Doubtful as error:
                said, wait = str(error), pause(attempt)
            if attempt + 1 < TRIES:
                self.rest(wait)
        raise _unjudged(said)

    def _ask(self, text: str) -> Callable[[Any], Any]:
        return lambda client: client.moderations.with_streaming_response.create(
            model=self.model, input=text
        )

    def _verdict(self, answer: dict[str, Any]) -> Verdict:
        results = answer.get("results")
        first = results[0] if isinstance(results, list) and len(results) == 1 else None
        if not isinstance(first, dict) or not isinstance(first.get("flagged"), bool):
            raise _unjudged(f"its answer holds no verdict: {str(answer)[:200]!r}")
        named = first.get("categories")
        found = sorted(name for name, is_so in (named or {}).items() if is_so is True)
        return Verdict(
            allowed=not first["flagged"],
            categories=tuple(found),
            model=str(answer.get("model") or self.model),
        )


def _unjudged(said: str) -> WorkError:
    return WorkError(
        "the moderator did not answer, and nothing is allowed unjudged",
        said,
        "See that the server runs, then run again; or state moderation: {name: off}.",
    )
