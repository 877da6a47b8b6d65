"""Variety: choices that differ from row to row and never from run to run."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from schemas.brief import Brief
from schemas.keys import key_of
from schemas.shot import Move

__all__ = ["Variety"]

T = TypeVar("T")

_GLIDES = (Move.PAN_LEFT, Move.PAN_RIGHT, Move.PUSH_IN, Move.TILT_UP, Move.ARC)


class Variety:
    """A seeded source of choices: the row's id decides, so a changed text moves no camera."""

    def __init__(self, brief: Brief) -> None:
        self._random = random.Random(key_of("variety", id=brief.id))  # noqa: S311 - not a secret
        self._glides = list(_GLIDES)
        self._random.shuffle(self._glides)

    def one_of(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return self._random.choice(choices)

    def glide(self, n: int) -> Move:
        """The move of the n-th detail; neighbours never repeat a move."""
        return self._glides[n % len(self._glides)]
