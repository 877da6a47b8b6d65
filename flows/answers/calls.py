"""Answers about calls that may have cost money: what `owed` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.store import Call
from flows.answers.page import page

__all__ = ["Owed"]


@dataclass(frozen=True, slots=True)
class Owed:
    """`owed`: the calls of which nobody knows whether they were paid for, and those let go now."""

    doubts: tuple[Call, ...]
    repaid: tuple[Call, ...]

    @property
    def status(self) -> int:
        """1 while anything is in doubt."""
        return 1 if self.doubts else 0

    @property
    def document(self) -> dict[str, Any]:
        """Both lists."""
        return {
            "doubts": [_call(one) for one in self.doubts],
            "repaid": [_call(one) for one in self.repaid],
        }

    def show(self) -> None:
        """A line for each."""
        console = page()
        for one in self.repaid:
            console.print(f"will be asked for again: {one.what}", markup=False)
        for one in self.doubts:
            line = f"{one.key}  {one.what}, up to {one.most}, since {one.changed_at}: {one.why}"
            console.print(line, markup=False)
        if self.doubts:
            console.print(
                "Look at the provider's bill. --repay KEY (or all) lets a call be sent again, "
                "and counts what was reserved for it as spent."
            )
        elif not self.repaid:
            console.print("Nothing is in doubt.")


def _call(call: Call) -> dict[str, Any]:
    return {
        "key": call.key,
        "what": call.what,
        "most": str(call.most),
        "since": call.changed_at,
        "why": call.why,
    }
