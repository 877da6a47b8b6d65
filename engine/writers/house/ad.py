"""Ad: hooks, shows, offers, asks; quick, on cuts.

It knows dramaturgy, not lengths: `assemble` times the beats.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.writers.house.beat import Beat, Written
from engine.writers.house.product import called, offer
from engine.writers.house.variety import Variety
from schemas.brief import Brief
from schemas.script import Role
from schemas.shot import Framing, Move, Room

__all__ = ["ad_beats"]

_MOST_POINTS = 3


def ad_beats(brief: Brief, pictures: int, variety: Variety) -> Iterator[Beat]:
    """The beats of an ad from a row with `pictures` pictures (at least one)."""
    hook = "{subtitle}" if brief.subtitle else "{title}"
    yield Beat(
        "hook",
        "animate",
        picture=1 % pictures,
        framing=Framing.CLOSE,
        move=variety.one_of((Move.PUSH_IN, Move.PULL_OUT)),
        strength=0.9,
        room=Room.NONE,
        say=(hook,),
        written=(Written(Role.QUESTION, (hook,), 0.1),),
        least=2.0,
        subject=f"{called(brief)}, very near",
    )
    yield Beat(
        "show",
        "animate",
        picture=0,
        move=Move.ARC,
        strength=0.7,
        room=Room.SIDE,
        say=("{title}",),
        written=(
            *((Written(Role.KICKER, ("{brand}",), 0.1),) if brief.brand else ()),
            Written(Role.HEADLINE, ("{title}",), 0.2),
        ),
        least=2.4,
        subject=called(brief),
    )
    for n, _ in enumerate(brief.bullets[:_MOST_POINTS]):
        yield Beat(
            f"point{n + 1}",
            "animate",
            picture=(n + 2) % pictures,
            framing=(Framing.WIDE, Framing.DETAIL, Framing.CLOSE)[n],
            move=variety.glide(n),
            strength=0.8,
            detail=n,
            say=(f"{{bullet{n + 1}}}",),
            written=(Written(Role.POINT, (f"{{bullet{n + 1}}}",), 0.15),),
            least=1.8,
            spare=2 + n,
            subject=f"a detail of {called(brief)}",
        )
    yield offer(brief)
