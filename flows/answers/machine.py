"""Answers about this machine: what `doctor` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.answers.page import page
from flows.doctor import Finding

__all__ = ["Examined"]


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
            console.print(
                f"{mark} {one.what}: {one.detail}{remedy}",
                markup=False,
            )
