"""Lookups: what `verify`, `calls` and `doctor` do, and what they found in the forms of `answers`.

They make nothing and plan nothing, so nothing that does is imported here.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.proof import Verdict, anchors, verify
from engine.report import words
from engine.store import Call, CallState, open_store
from engine.store import Calls as KeptCalls
from flows.command_line.doctor import Finding, findings
from flows.command_line.page import page
from flows.settings import Overrides, config_folder, open_target, paths_of, secrets_of
from schemas.errors import ProductionError

__all__ = ["Calls", "Examined", "Verified", "examine", "list_calls", "verify_files"]


@dataclass(frozen=True, slots=True)
class Verified:
    """`verify`: a verdict for each file."""

    verdicts: tuple[Verdict, ...]

    @property
    def status(self) -> int:
        """1 unless every file is Trusted."""
        return 0 if all(found.state == "Trusted" for found in self.verdicts) else 1

    @property
    def document(self) -> list[dict[str, Any]]:
        """A list, as the contract has it."""
        return [found.model_dump(mode="json") for found in self.verdicts]

    def show(self) -> None:
        """A line for each file."""
        console = page()
        for found in self.verdicts:
            parts = Counter(one.relationship for one in found.ingredients)
            held = ", ".join(f"{count} {name}" for name, count in parts.items())
            reason = f" - {found.reason}" if found.reason else ""
            signer = f" by {found.signer}" if found.signer else ""
            console.print(
                f"{found.state}: {found.file}{signer} ({held or 'no ingredients'}){reason}",
                markup=False,
            )


@dataclass(frozen=True, slots=True)
class Calls:
    """`calls`: paid calls whose outcome is unknown, jobs that providers were given and that are not
    collected, and calls that may be sent again now; `at` is when they were looked up.
    """

    unknown: tuple[Call, ...]
    submitted: tuple[Call, ...]
    retried: tuple[Call, ...]
    at: datetime

    @property
    def status(self) -> int:
        """1 while the outcome of any call is unknown; a job needs nobody's decision."""
        return 1 if self.unknown else 0

    @property
    def document(self) -> dict[str, Any]:
        """The three lists."""
        return {
            "unknown": [self._document(one) for one in self.unknown],
            "submitted": [self._document(one) for one in self.submitted],
            "retried": [self._document(one) for one in self.retried],
        }

    def show(self) -> None:
        """A line for each."""
        console = page()
        for one in self.retried:
            console.print(f"will be sent again: {one.what}", markup=False)
        for one in self.unknown:
            console.print(f"{self._line(one)}: {one.why}", markup=False)
        for one in self.submitted:
            job = f"job {one.job} at {one.base_url}, not collected yet"
            console.print(f"{self._line(one)}: {job}", markup=False)
        if self.unknown:
            console.print(
                "Look at the provider's bill. --retry KEY (or all) lets a call be sent again, "
                "and counts what was reserved for it as spent; --not-charged KEY gives that back."
            )
        elif not self.retried:
            console.print("The outcome of every call is known.")
        if self.submitted:
            console.print("The next run collects the jobs that are done; nothing is paid twice.")

    def _age(self, call: Call) -> float:
        return max(0.0, (self.at - datetime.fromisoformat(call.changed_at)).total_seconds())

    def _line(self, call: Call) -> str:
        most = f"{call.max_cost} reserved" if call.max_cost else "free"
        return f"{call.key}  {call.what}, {most}, {words.duration(self._age(call))} ago"

    def _document(self, call: Call) -> dict[str, Any]:
        """`age` in seconds; `provider` and `job` are empty for a call that is no job."""
        return {
            "key": call.key,
            "what": call.what,
            "max_cost": str(call.max_cost or ""),
            "since": call.changed_at,
            "age": round(self._age(call)),
            "why": call.why,
            "provider": call.base_url,
            "job": call.job,
        }


@dataclass(frozen=True, slots=True)
class Examined:
    """`doctor`: what works and what is missing."""

    findings: tuple[Finding, ...]

    @property
    def status(self) -> int:
        """1 where something that every run needs is missing."""
        return 1 if any(not one.ready and one.needed for one in self.findings) else 0

    @property
    def document(self) -> list[dict[str, Any]]:
        """A list of findings."""
        return [
            {"what": one.what, "ready": one.ready, "detail": one.detail, "remedy": one.remedy}
            for one in self.findings
        ]

    def show(self) -> None:
        """A line for each."""
        console = page()
        for one in self.findings:
            remedy = f" - {one.remedy}" if one.remedy else ""
            mark = "ok     " if one.ready else "missing"
            console.print(f"{mark} {one.what}: {one.detail}{remedy}", markup=False)


def verify_files(files: Sequence[Path], trust: Sequence[Path]) -> Verified:
    """The verdict on each file."""
    trusted = anchors(config_folder(), trust)
    return Verified(tuple(verify(file, anchors=trusted) for file in files))


def list_calls(
    target: Path, store: str | None, retry: Sequence[str], not_charged: Sequence[str] = ()
) -> Calls:
    """The calls whose outcome is unknown, and the jobs that are not collected; but for those of
    `retry` and `not_charged` (keys, or `all` whose outcome is unknown), which may be sent again.
    What is reserved for the first counts as spent, what is reserved for the second goes back.

    Raises RefusedError.
    """
    opened = open_target(target, Overrides(store=store), os.environ)
    paths = paths_of(opened, config_folder())
    with open_store(paths.store, secrets_of(os.environ).ledger, paths.state) as kept:
        calls, account = kept.ledger.calls, opened.production.name
        unknown, submitted = calls.unknown(account), calls.submitted(account)
        paid = _chosen(calls, account, unknown, retry)
        free = _chosen(calls, account, unknown, not_charged)
        if both := {one.key for one in paid} & {one.key for one in free}:
            raise ProductionError(
                "a call cannot be charged and not charged",
                min(both),
                "Name it under --retry or under --not-charged.",
            )
        if answered := [one for one in free if one.state is CallState.STORED]:
            raise ProductionError(
                "the call was answered, and charged",
                answered[0].key,
                "`--retry` forgets its answer, and has it sent and paid again.",
            )
        for call in paid:
            calls.retry(call.key)
        for call in free:
            calls.retry(call.key, charged=False)
        settled = (*paid, *free)
        return Calls(
            tuple(call for call in unknown if call not in settled),
            tuple(call for call in submitted if call not in settled),
            settled,
            datetime.now(UTC),
        )


def _chosen(
    calls: KeptCalls, account: str, unknown: Sequence[Call], keys: Sequence[str]
) -> list[Call]:
    """The calls of those keys. Raises ProductionError for a key of nobody's."""
    named = [found for key in keys if (found := calls.get(key)) and found.account == account]
    if strange := set(keys) - {"all", *(call.key for call in named)}:
        raise ProductionError(
            "no call of this production was sent under that key",
            min(strange),
            "`callsheet calls TARGET` lists those whose outcome is unknown.",
        )
    return [*named, *(call for call in unknown if "all" in keys and call not in named)]


def examine() -> Examined:
    """What works here and what is missing."""
    return Examined(tuple(findings()))
