"""Approve: the word that a served run waits for, from the command line.

It speaks to Prefect's server as the form in its UI does, and decides nothing about the plan.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from flows.command_line.page import page
from flows.serving.data import ServingFile, open_serving
from flows.serving.guard import address_of
from flows.serving.serve import speaking_to
from flows.serving.server import named_server
from schemas.errors import ProductionError

__all__ = ["Answered", "answer_run"]

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Answered:
    """`approve`: the run that goes on."""

    run: str
    name: str
    approved: bool

    @property
    def status(self) -> int:
        """0: it was told."""
        return 0

    @property
    def document(self) -> dict[str, Any]:
        """The run's id, its name, and what was said."""
        return {"run": self.run, "name": self.name, "approved": self.approved}

    def show(self) -> None:
        """One line."""
        verdict = "is approved, and goes on" if self.approved else "is rejected, and ends"
        page().print(f"{self.name} {verdict}", markup=False)


def answer_run(run: str, file: Path | None, *, approved: bool, name: str, note: str) -> Answered:
    """Approve or reject the run (its id, or the address of its page) in the name of `name`.

    Raises ProductionError where there is no such run, or it does not wait.
    """
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - heavy
    from prefect.exceptions import ObjectNotFound  # noqa: PLC0415 - heavy

    found = _ID.search(run.lower())
    if found is None:
        raise ProductionError(
            "that is no run", run, "Name its id, or the address of its page in Prefect's UI."
        )
    serving = open_serving(file)
    api = named_server() or f"{_own(serving)}/api"
    with speaking_to(api, _password(serving)), get_client(sync_client=True) as client:
        try:
            waiting = client.read_flow_run(UUID(found[0]))
        except ObjectNotFound as error:
            raise ProductionError(
                "there is no such run", f"{run} at {api}", "Copy its id from its page."
            ) from error
        if waiting.state is None or not waiting.state.is_paused():
            state = waiting.state.name if waiting.state else "unknown"
            raise ProductionError(
                "the run does not wait for approval",
                f"{waiting.name}: {state}",
                "Its page says what became of it.",
            )
        said = {"approved": approved, "name": name, "note": note}
        client.resume_flow_run(waiting.id, run_input=said)
    return Answered(found[0], waiting.name, approved)


def _own(serving: ServingFile) -> str:
    return address_of(serving.settings.server.host, serving.settings.server.port)


def _password(serving: ServingFile) -> str | None:
    """Of the server that serve starts; None where another is named."""
    if named_server():
        return None
    said = os.environ.get("PREFECT_SERVER_API_AUTH_STRING")
    file = serving.state / "password"
    return said or (file.read_text("ascii").strip() if file.exists() else None)
