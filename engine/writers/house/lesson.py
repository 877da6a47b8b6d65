"""Lesson: opens with its question, goes point by point in step with the voice, ends with a recap.

It knows dramaturgy, not lengths: `assemble` times the beats.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.writers.house.beat import Beat, Written
from engine.writers.house.variety import Variety
from schemas.brief import Brief
from schemas.script import Role
from schemas.shot import Move, Room

__all__ = ["lesson_beats"]

_MOST_POINTS = 6


def lesson_beats(brief: Brief, pictures: int, variety: Variety) -> Iterator[Beat]:
    """The beats of a lesson from a row with `pictures` slides (at least one).

    Without points its slides are shown, and the recap is its title.
    """
    opening = [Written(Role.QUESTION, ("{title}",), 0.3)]
    if brief.category:
        opening.insert(0, Written(Role.KICKER, ("{category}",), 0.1))
    if brief.subtitle:
        opening.append(Written(Role.SUBHEAD, ("{subtitle}",), 0.9))
    yield Beat(
        "question",
        "generate",
        move=variety.one_of((Move.PUSH_IN, Move.PAN_LEFT, Move.PAN_RIGHT)),
        room=Room.ALL,
        say=("{title}", "{subtitle}") if brief.subtitle else ("{title}",),
        written=tuple(opening),
        least=3.2,
        subject="an empty stage",
    )
    points = brief.bullets[:_MOST_POINTS]
    for n in range(0 if points else min(pictures, _MOST_POINTS)):
        yield Beat(
            f"slide{n + 1}",
            "still",
            picture=n,
            strength=0.2,
            least=3.4,
            subject=f"slide {n + 1}",
        )
    for n, _ in enumerate(points):
        yield Beat(
            f"point{n + 1}",
            "still",
            picture=n * pictures // len(points) if pictures < len(points) else n,
            move=Move.PUSH_IN,
            strength=0.2,
            room=Room.SIDE,
            say=(f"{{bullet{n + 1}}}",),
            written=(Written(Role.POINT, (f"{{bullet{n + 1}}}",), 0.3, n + 1),),
            least=3.4,
            subject=f"slide {n + 1}",
        )
    recap = tuple(f"{{bullet{n + 1}}}" for n, _ in enumerate(points)) or ("{title}",)
    written = [Written(Role.RECAP, recap, 0.3)]
    if brief.cta:
        written.append(Written(Role.CTA, ("{cta}",), 1.4))
    yield Beat(
        "recap",
        "generate",
        move=Move.PULL_OUT,
        room=Room.ALL,
        say=("{recap}", "{description}") if brief.description else ("{recap}",),
        written=tuple(written),
        least=4.0,
        subject="an empty stage",
    )
