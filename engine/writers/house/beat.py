"""Beat: one moment of a film as the house dramaturgies think of it: a shot, a line, its titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.script import Role
from schemas.shot import Camera, Framing, Move, Room

__all__ = ["Beat", "Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """On-screen text of one role, in parts that may hold placeholders; enters `after` seconds."""

    role: Role
    text: tuple[str, ...]
    after: float = 0.3
    number: int = 0


@dataclass(frozen=True, slots=True)
class Beat:
    """A shot with what is said and written over it.

    `say` is what is spoken, a sentence each, without full stops: text with placeholders. `least` is
    the shortest time in seconds that the picture wants; the shot is as long as its words need.
    `spare` beats are dropped, highest first, where a wanted length leaves no room for them (0 is
    never dropped).
    """

    name: str
    operation: Literal["still", "generate", "animate"]
    picture: int | None = None
    framing: Framing = Framing.WIDE
    move: Move = Move.PUSH_IN
    strength: float = 0.5
    detail: int = 0
    room: Room = Room.NONE
    say: tuple[str, ...] = ()
    written: tuple[Written, ...] = ()
    least: float = 2.4
    spare: int = 0
    subject: str = ""

    @property
    def camera(self) -> Camera:
        """As a shot describes it."""
        return Camera(
            framing=self.framing, move=self.move, strength=self.strength, detail=self.detail
        )
