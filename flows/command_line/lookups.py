"""Lookups: what `verify`, `calls` and `doctor` found, in the same three forms as `answers`.

They make nothing and plan nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.proof import Verdict
from engine.report import words
from engine.store import Call
from flows.command_line.doctor import Finding
from flows.command_line.page import page

__all__ = ["Calls", "Examined", "Verified"]


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
