"""Collect: jobs that earlier runs submitted and did not live to see done.

Whoever needs such a job's take waits for it; this is for those that nobody may need any more. They
are reserved or paid for, so what they made is kept, by the key of its take.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.production.context import RunContext
from engine.production.watch import Watch
from engine.shooting import keep_sent
from engine.spending import JobProvider
from engine.store import Call

__all__ = ["collect"]


def collect(context: RunContext, watch: Watch) -> None:
    """Ask once after every open job, fetch what is done, and say what is not. Submits nothing."""
    if not context.paid_calls.submitted():
        return
    servers = context.router.remote_shooters()

    def known(
        call: Call,
    ) -> tuple[JobProvider, Callable[[Callable[[Path], None]], dict[str, Any]]] | None:
        for server in servers:
            provider = server.collector(call.max_cost)
            if provider.base_url.rstrip("/") == call.base_url:
                return provider, keep_sent(context.store.blobs, call.key)
        return None

    left = context.paid_calls.reconcile(known)
    if left:
        jobs = "1 job of an earlier run is" if left == 1 else f"{left} jobs of earlier runs are"
        watch.note(f"{jobs} not done yet; `callsheet calls` lists them.")
