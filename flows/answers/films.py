"""Answers about films: what `verify` found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from engine.proof import Verdict
from flows.answers.page import page

__all__ = ["Verified"]


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
