"""Lookups: what `verify`, `calls` and `doctor` found, in the same three forms as `answers`.

They make nothing and plan nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from engine.proof import Verdict
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
    """`calls`: paid calls whose outcome is unknown, and those that may be sent again now."""

    unknown: tuple[Call, ...]
    retried: tuple[Call, ...]

    @property
    def status(self) -> int:
        """1 while the outcome of any call is unknown."""
        return 1 if self.unknown else 0

    @property
    def document(self) -> dict[str, Any]:
        """Both lists."""
        return {
            "unknown": [_call(one) for one in self.unknown],
            "retried": [_call(one) for one in self.retried],
        }

    def show(self) -> None:
        """A line for each."""
        console = page()
        for one in self.retried:
            console.print(f"will be sent again: {one.what}", markup=False)
        for one in self.unknown:
            line = f"{one.key}  {one.what}, up to {one.max_cost}, since {one.changed_at}: {one.why}"
            console.print(line, markup=False)
        if self.unknown:
            console.print(
                "Look at the provider's bill. --retry KEY (or all) lets a call be sent again, "
                "and counts what was reserved for it as spent."
            )
        elif not self.retried:
            console.print("The outcome of every call is known.")


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


def _call(call: Call) -> dict[str, Any]:
    return {
        "key": call.key,
        "what": call.what,
        "max_cost": str(call.max_cost),
        "since": call.changed_at,
        "why": call.why,
    }
