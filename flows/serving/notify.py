"""Notify: Prefect automations, which tell people how runs end, and find runs whose process died.

Written anew with every start from the serving file; the secrets go into Prefect's blocks, which the
server keeps encrypted; who can read its database can read them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flows.serving.data import secret
from schemas.serving import MailSettings, Notifications, WebhookSettings

__all__ = ["HEARTBEAT", "apply_automations"]

HEARTBEAT = 30
"""Seconds between signs of life of a run; the least that Prefect allows."""
_EVENTS = {
    "completed": ["prefect.flow-run.Completed", "prefect.flow-run.Completed with rejects"],
    "rejects": ["prefect.flow-run.Completed with rejects"],
    "failed": ["prefect.flow-run.Failed"],
    "crashed": ["prefect.flow-run.Crashed"],
    "cancelled": ["prefect.flow-run.Cancelled"],
}
"""Prefect's events for each end of a run: they carry the state's name, and not its type."""
_ENDED = "{{ flow_run.name }}: {{ flow_run.state.name | lower }}"
_MAIL = """{{ flow_run.name }}, served as {{ deployment.name }}: {{ flow_run.state.name | lower }}.
{{ flow_run.state.message or "" }}

{{ flow_run | ui_url }}
"""
_DOCUMENT = """{
  "text": {{ (flow_run.name ~ ": " ~ flow_run.state.name | lower) | tojson }},
  "run": {{ flow_run.name | tojson }},
  "run_id": {{ flow_run.id | string | tojson }},
  "production": {{ deployment.name | tojson }},
  "state": {{ flow_run.state.name | lower | tojson }},
  "message": {{ (flow_run.state.message or "") | tojson }},
  "url": {{ (flow_run | ui_url or "") | tojson }}
}"""
"""`text` is what chat services show."""


async def apply_automations(
    name: str,
    settings: Notifications,
    deployments: Sequence[UUID],
    environment: Mapping[str, str],
) -> None:
    """Make the server's automations of `name` those that the settings ask for.

    Raises ProductionError where a secret is not set.
    """
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - heavy
    from prefect.events.schemas.automations import AutomationCore  # noqa: PLC0415 - heavy

    ours = [f"prefect.deployment.{one}" for one in deployments]
    wanted = {f"{name}: runs that died": _dead(ours)}
    async for how, action in _actions(name, settings, environment):
        wanted[f"{name}: {how}"] = _ended(settings, ours, action)
    async with get_client() as client:
        standing = {
            one.name: one.id
            for one in await client.read_automations()
            if one.name.startswith(f"{name}: ")
        }
        for title, fields in wanted.items():
            automation = AutomationCore.model_validate({"name": title, **fields})
            if title in standing:
                await client.update_automation(standing[title], automation)
            else:
                await client.create_automation(automation)
        for title in standing.keys() - wanted.keys():
            await client.delete_automation(standing[title])


async def _actions(
    name: str, settings: Notifications, environment: Mapping[str, str]
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """How people are told, each way with its block saved on the server."""
    if settings.webhook is not None:
        block = await _webhook(name, settings.webhook, environment)
        yield (
            "webhook",
            {"type": "call-webhook", "block_document_id": block, "payload": _DOCUMENT},
        )
    if settings.mail is not None:
        block = await _mail(name, settings.mail, environment)
        yield (
            "mail",
            {
                "type": "send-notification",
                "block_document_id": block,
                "subject": _ENDED,
                "body": _MAIL,
            },
        )


async def _webhook(name: str, settings: WebhookSettings, environment: Mapping[str, str]) -> UUID:
    from prefect.blocks.webhook import Webhook  # noqa: PLC0415 - heavy

    headers = {"Content-Type": "application/json"}
    if token := secret(settings.token_from, environment):
        headers["Authorization"] = f"Bearer {token}"
    url = settings.url or secret(settings.url_from, environment)
    block = Webhook.model_validate({"url": url, "headers": headers})
    return await block.asave(f"{name}-webhook", overwrite=True)


async def _mail(name: str, settings: MailSettings, environment: Mapping[str, str]) -> UUID:
    from flows.serving.mail import Mail  # noqa: PLC0415 - heavy

    password = secret(settings.password_from, environment)
    fields = settings.model_dump(exclude={"password_from"})
    block = Mail.model_validate({**fields, "password": password})
    return await block.asave(f"{name}-mail", overwrite=True)


def _ended(settings: Notifications, ours: list[str], action: dict[str, Any]) -> dict[str, Any]:
    """Once for every run of ours that ends in one of the states that are asked for."""
    return {
        "description": "Written by `callsheet serve` from its serving file.",
        "trigger": {
            "type": "event",
            "posture": "Reactive",
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "match_related": {"prefect.resource.role": "deployment", "prefect.resource.id": ours},
            "expect": sorted({event for state in settings.when for event in _EVENTS[state]}),
            "threshold": 1,
            "within": 0,
        },
        "actions": [action],
    }


def _dead(ours: list[str]) -> dict[str, Any]:
    """A run that gave signs of life and gives none any more, and has not ended: it crashed.

    Without it such a run is shown as running for ever, and keeps others of its deployment waiting
    (Prefect's documentation, "How to detect zombie flows").
    """
    ends = sorted({event for events in _EVENTS.values() for event in events})
    return {
        "description": "Written by `callsheet serve`: sets runs whose process is gone to Crashed.",
        "trigger": {
            "type": "event",
            "posture": "Proactive",
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "match_related": {"prefect.resource.role": "deployment", "prefect.resource.id": ours},
            "for_each": ["prefect.resource.id"],
            "after": ["prefect.flow-run.heartbeat"],
            "expect": ["prefect.flow-run.heartbeat", *ends],
            "threshold": 1,
            "within": 3 * HEARTBEAT,
        },
        "actions": [
            {
                "type": "change-flow-run-state",
                "state": "CRASHED",
                "message": "Its process gives no more signs of life. What was made is kept.",
            }
        ],
    }
