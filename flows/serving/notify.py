"""Notify: what people are told about a run that has ended, and how it reaches them.

It decides nothing about when; `flows.serving.ends` does. Secrets come from the environment and are
kept nowhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from flows.serving.data import secret
from flows.serving.mail import send_mail
from schemas.serving import Notifications, Outcome, WebhookSettings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

    from schemas.served_run import ServedRun

__all__ = ["Message", "Messenger", "outcomes_of"]

_TIMEOUT = 15.0
"""Seconds that a webhook has to answer."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is told of a run. `record` is what it made, None where it did not come that far."""

    run: FlowRun
    production: str
    address: str
    """Of the run's page."""
    record: ServedRun | None

    @property
    def subject(self) -> str:
        """One line: the run's name says what it made."""
        return f"{self.run.name}: {self._state}"

    @property
    def document(self) -> dict[str, Any]:
        """For a webhook; `text` is what chat services show."""
        record = self.record
        links = {"run": self.address}
        if record is not None:
            links["films"] = record.films
            if record.rejects:
                links["rejects"] = record.rejects
        return {
            "text": "\n".join([self.subject, *self._causes]),
            "run": self.run.name,
            "run_id": str(self.run.id),
            "production": self.production,
            "state": self._state,
            "message": self._said,
            "causes": [
                one.model_dump(mode="json") | {"code": f"Q:{one.code}"}
                for one in (record.causes if record else ())
            ],
            "links": links,
            "url": self.address,
        }

    @property
    def letter(self) -> str:
        """For mail."""
        found = self.document
        lines = [f"{self.subject}.", found["message"], "", *self._causes]
        lines += [f"{name}: {address}" for name, address in found["links"].items()]
        return "\n".join(lines) + "\n"

    @property
    def _said(self) -> str:
        state = self.run.state
        if state is not None and state.is_paused():
            return f"It waits for approval: resume it there, or callsheet approve {self.run.id}"
        return (state.message if state else "") or ""

    @property
    def _state(self) -> str:
        return str(self.run.state.name if self.run.state else "").lower()

    @property
    def _causes(self) -> list[str]:
        return [
            f"{'1 row' if one.rows == 1 else f'{one.rows} rows'} Q:{one.code}: {one.reason}. "
            f"{one.remedy}"
            for one in (self.record.causes if self.record else ())
        ]


class Messenger:
    """Who is told, and by which ways. Raises ProductionError where a secret is not set."""

    def __init__(self, settings: Notifications, environment: Mapping[str, str]) -> None:
        self.when = frozenset(settings.when)
        self._webhook = settings.webhook
        self._url, self._token = _webhook_secrets(settings.webhook, environment)
        self._mail = settings.mail
        self._password = secret(settings.mail.password_from if settings.mail else None, environment)

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways that people are told by: `webhook`, `mail`."""
        found = (("webhook", self._webhook), ("mail", self._mail))
        return tuple(name for name, settings in found if settings is not None)

    async def send(self, way: str, message: Message) -> None:
        """Send it by one way. Raises httpx.HTTPError, smtplib.SMTPException and OSError."""
        if way == "webhook":
            await self._call(message)
        elif self._mail is not None:
            await asyncio.to_thread(
                send_mail, self._mail, self._password, message.subject, message.letter
            )

    async def _call(self, message: Message) -> None:
        # A receiver that heard of a run twice, because serve died between two lines, can tell.
        state = message.run.state.id if message.run.state else ""
        headers = {"Idempotency-Key": f"{message.run.id}.{state}"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
            answer = await client.post(str(self._url), json=message.document, headers=headers)
        if not answer.is_success:
            raise httpx.HTTPError(f"it answered {answer.status_code}")


def outcomes_of(run: FlowRun) -> frozenset[Outcome]:
    """By which names of the serving file's `when` the run's end goes, or its waiting."""
    state = run.state
    if state is None:
        return frozenset()
    if state.is_completed():
        rejects: frozenset[Outcome] = frozenset({"completed", "rejects"})
        return rejects if state.name != "Completed" else frozenset({"completed"})
    if state.is_paused():
        return frozenset({"approval"})
    if state.is_failed():
        return frozenset({"failed"})
    return frozenset({"crashed"}) if state.is_crashed() else frozenset({"cancelled"})


def _webhook_secrets(
    settings: WebhookSettings | None, environment: Mapping[str, str]
) -> tuple[str | None, str | None]:
    if settings is None:
        return None, None
    url = settings.url or secret(settings.url_from, environment)
    return url, secret(settings.token_from, environment)
