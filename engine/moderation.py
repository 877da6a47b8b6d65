"""Moderation: who judges a prompt before a model is given it, and what follows from the verdict.

The moderator is any server that speaks OpenAI's `/v1/moderations`. Judging is free, so a request
whose outcome is unknown is sent again, a few times. It does not know what is judged, nor where
verdicts are kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from engine.openai_client import OpenAIClient
from engine.spending import NotAccepted, OutcomeUnknown, with_retries
from schemas.errors import RowError, WorkError
from schemas.keys import key_of
from schemas.outside import ModerationSettings
from schemas.record import Record
from schemas.reject import Code

__all__ = [
    "ModerationServer",
    "ModerationVerdict",
    "Moderator",
    "assert_allowed",
    "choose_moderator",
    "verdict_key",
]


class ModerationVerdict(Record):
    """Allowed, or flagged with the categories that the moderator named; `model` is who judged."""

    SCHEMA: ClassVar[str] = "verdict/1"

    allowed: bool
    categories: tuple[str, ...] = ()
    model: str = ""


class Moderator(Protocol):
    """Judges one text at a time; the caller keeps the verdict, by `verdict_key`."""

    def fingerprint(self) -> dict[str, Any]:
        """What else determines a verdict: the model."""
        ...

    def judge(self, text: str) -> ModerationVerdict:
        """Whether a model may be given `text`.

        Raises WorkError where nobody answers: what is not judged is not allowed.
        """
        ...


def verdict_key(moderator: Moderator, text: str) -> str:
    """The key of the verdict on `text`."""
    return key_of("verdict", moderator=moderator.fingerprint(), text=text)


def assert_allowed(text: str, verdict: ModerationVerdict) -> None:
    """Raises RowError (MODERATION) for a text that was flagged."""
    if not verdict.allowed:
        raise RowError(
            Code.MODERATION,
            f"the moderator does not allow a text: {', '.join(verdict.categories) or 'flagged'}",
            f"text {text[:120]!r}",
            "Change the row's words, or what its style asks to be shown.",
        )


def choose_moderator(settings: ModerationSettings, key: str | None) -> Moderator | None:
    """The moderator that the settings ask for; None where they say that nobody judges."""
    if settings.name == "off" or settings.base_url is None:
        return None
    client = OpenAIClient("The moderator", settings.base_url, key, settings.timeout)
    return ModerationServer(client, settings.model)


@dataclass(frozen=True, slots=True)
class ModerationServer:
    """`model` of the server behind `client`. `sleep` waits between two attempts."""

    client: OpenAIClient
    model: str
    sleep: Callable[[float], None] = time.sleep

    def fingerprint(self) -> dict[str, Any]:
        """The model: it judges the same wherever it runs."""
        return {"moderator": "server", "model": self.model}

    def judge(self, text: str) -> ModerationVerdict:
        """The server's verdict on `text`. Raises WorkError where it gives none."""
        try:
            answer = with_retries(
                lambda: self.client.post(self._ask(text)), self.sleep, resend=True
            )
        except (NotAccepted, OutcomeUnknown) as error:
            raise _not_judged(str(error)) from error
        return self._verdict(answer)

    def _ask(self, text: str) -> Callable[[Any], Any]:
        return lambda client: client.moderations.with_streaming_response.create(
            model=self.model, input=text
        )

    def _verdict(self, answer: dict[str, Any]) -> ModerationVerdict:
        results = answer.get("results")
        first = results[0] if isinstance(results, list) and len(results) == 1 else None
        if not isinstance(first, dict) or not isinstance(first.get("flagged"), bool):
            raise _not_judged(f"its answer holds no verdict: {str(answer)[:200]!r}")
        named = first.get("categories")
        found = sorted(name for name, is_so in (named or {}).items() if is_so is True)
        return ModerationVerdict(
            allowed=not first["flagged"],
            categories=tuple(found),
            model=str(answer.get("model") or self.model),
        )


def _not_judged(said: str) -> WorkError:
    return WorkError(
        "the moderator did not answer, and nothing is allowed that was not judged",
        said,
        "See that the server runs, then run again; or state moderation: {name: off}.",
    )
