"""Local context: what a writer has on this machine beside the row: its pictures' files, and how
fast the production's voice speaks.

None of it determines what was answered: another machine may read the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.writers.model.direction import Room
from engine.writers.model.sight import Shown
from schemas.brief import Material

__all__ = ["LocalContext"]

_MOST_SHOWN = 6
"""Pictures that are sent along: more cost more and are seldom looked at."""


@dataclass(frozen=True, slots=True)
class LocalContext:
    """`root` is the folder that pictures' paths start from; None: no picture is sent. `pace` is as
    `Pace.of` has it.
    """

    root: Path | None = None
    pace: Callable[[str], float] = lambda _: 1.0

    def shown(self, material: Material) -> tuple[Shown, ...]:
        """The pictures that go with a request, the row's first ones."""
        if self.root is None:
            return ()
        some = material.pictures[:_MOST_SHOWN]
        return tuple(Shown(one.sha256, self.root / one.path) for one in some)

    def with_room(self, timed: Sequence[dict[str, Any]], locale: str) -> list[dict[str, Any]]:
        """The parts of a film with how much the voice says in the `seconds` of each that has any
        for words.
        """
        room = self.room(locale)
        return [
            one | ({"room": room.told(one["seconds"])} if "seconds" in one else {}) for one in timed
        ]

    def room(self, locale: str) -> Room:
        """How much the voice says in that language."""
        return Room(locale, self.pace)
