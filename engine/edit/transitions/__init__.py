"""Transitions: how one picture gives way to another, one module for each kind.

A kind is the name of its module here, which states `REVISION`, raised by hand whenever the same
pictures would be joined into other pixels, and `blend`. A new kind is one new file: nothing lists
them. It knows planes; neither takes nor files.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Protocol, cast

from engine.media.frames import Planes
from schemas.errors import EncodeError

__all__ = ["Parameters", "TransitionKind", "known", "revisions", "transition_kind"]

Parameters = Mapping[str, float | str]


class TransitionKind(Protocol):
    """What a module of this package offers."""

    REVISION: int

    def blend(self, before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:
        """The picture when `share` of the transition has gone (over 0, under 1).

        Both are Y, U, V of one size, and may not be written into: they are the decoder's memory.
        """
        ...


def transition_kind(name: str) -> TransitionKind:
    """The kind of that name. Raises EncodeError where there is none."""
    there = _kinds()
    if name not in there:
        raise EncodeError(
            f"there is no transition {name!r}",
            "the edit's timeline",
            f"Use cut or one of: {', '.join(there)}.",
        )
    return cast("TransitionKind", importlib.import_module(f"{__name__}.{name}"))


def known(kind: str) -> str:
    """The kind as it is, cut and "" (as suits the film) among them; for what people write.

    Raises ValueError where nothing joins shots in that way.
    """
    if kind not in {"", "cut", *_kinds()}:
        raise ValueError(f"there is no transition {kind!r}: use cut or one of {_kinds()}")
    return kind


def revisions() -> dict[str, int]:
    """The revision of every kind, by name."""
    return {name: transition_kind(name).REVISION for name in _kinds()}


def _kinds() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__))
