"""Worst: the longest request that may follow an answer which nobody knows yet.

It is there for the price of a plan; nothing of it is sent.
"""

from __future__ import annotations

from fractions import Fraction

from engine.writers.model.answers import LONGEST_SCRIPT
from engine.writers.model.shown import placeholders_of
from schemas.brief import Brief
from schemas.script import Line, Role, Script, Title
from schemas.shot import Description, Generate
from schemas.storyboard import Storyboard

__all__ = ["longest_script", "longest_storyboard"]

_WIDE = "\U0001f3ac"
"""A character of four bytes, which is the most that one has."""
_SHOTS = 8


def longest_storyboard() -> Storyboard:
    """As many shots as there may be, described at such length."""
    description = Description(subject=_WIDE * 160, action=_WIDE * 160)
    shots = (
        Generate(operation="generate", name=f"explain{n}", frames=192, description=description)
        for n in range(_SHOTS)
    )
    return Storyboard(rate=Fraction(24), shots=tuple(shots))


def longest_script(brief: Brief, storyboard: Storyboard) -> Script:
    """All that a film may say, in as many texts as it may have, with every placeholder."""
    every = " ".join(f"{{{name}}}" for name in placeholders_of(brief))
    each = LONGEST_SCRIPT // len(storyboard.shots)
    return Script(
        locale=brief.locale,
        lines=tuple(
            Line(shot=shot.name, text=f"a{n}" + _WIDE * each)
            for n, shot in enumerate(storyboard.shots)
        ),
        titles=(
            Title(shot=storyboard.shots[0].name, role=Role.HEADLINE, text=(every,)),
            *(
                Title(shot=shot.name, role=Role.POINT, text=tuple(f"a{n}{k}" for k in range(18)))
                for n, shot in enumerate(storyboard.shots)
            ),
        ),
    )
