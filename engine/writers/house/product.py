"""Product: opens on the product, shows details, says what matters, ends on price and action.

It knows dramaturgy, not lengths: `assemble` times the beats.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.writers.house.beat import Beat, Written
from engine.writers.house.variety import Variety
from schemas.brief import Brief
from schemas.script import Role
from schemas.shot import Framing, Move, Room

__all__ = ["called", "offer", "product_beats"]

_MOST_DETAILS = 4


def product_beats(brief: Brief, pictures: int, variety: Variety) -> Iterator[Beat]:
    """The beats of a product film from a row with `pictures` pictures (at least one)."""
    kicker = "{brand}" if brief.brand else "{category}" if brief.category else ""
    opening = [Written(Role.HEADLINE, ("{title}",), 0.4)]
    if kicker:
        opening.insert(0, Written(Role.KICKER, (kicker,), 0.2))
    if brief.subtitle:
        opening.append(Written(Role.SUBHEAD, ("{subtitle}",), 0.8))
    yield Beat(
        "open",
        "animate",
        picture=0,
        move=variety.one_of((Move.PUSH_IN, Move.ARC)),
        room=Room.SIDE,
        say=("{title}", "{subtitle}") if brief.subtitle else ("{title}",),
        written=tuple(opening),
        least=3.0,
        subject=called(brief),
    )
    for n, _ in enumerate(brief.bullets[:_MOST_DETAILS]):
        picture = (n + 1) % pictures
        yield Beat(
            f"detail{n + 1}",
            "animate",
            picture=picture,
            framing=Framing.WIDE if 0 < picture <= n + 1 < pictures else Framing.CLOSE,
            move=variety.glide(n),
            detail=n,
            say=(f"{{bullet{n + 1}}}",),
            written=(Written(Role.POINT, (f"{{bullet{n + 1}}}",), 0.3),),
            least=2.6,
            spare=3 + n if n else 0,
            subject=f"a detail of {called(brief)}",
        )
    if brief.description:
        written = (Written(Role.POINT, ("{summary}",), 0.4),)
        yield Beat(
            "matters",
            "animate",
            picture=0,
            framing=Framing.MEDIUM,
            move=Move.PULL_OUT,
            room=Room.SIDE,
            say=("{summary}",),
            written=written,
            least=3.0,
            spare=2,
            subject=f"{called(brief)} in use",
        )
    yield offer(brief)


def called(brief: Brief) -> str:
    """What shots call the product: its category. A title is text, and its change shoots nothing."""
    return brief.category or "the product"


def offer(brief: Brief) -> Beat:
    """The end card: the product on the brand's ground with its name, price and call to action."""
    written = [Written(Role.HEADLINE, ("{title}",), 0.2)]
    if brief.price:
        was = ("{was_price}",) if brief.was_price else ()
        written.append(Written(Role.PRICE, ("{price}", *was), 0.6))
    written.append(Written(Role.CTA, ("{cta}",), 1.0))
    return Beat(
        "offer",
        "generate",
        picture=0,
        move=Move.PUSH_IN,
        strength=0.3,
        room=Room.SIDE,
        say=("{cta}",),
        written=tuple(written),
        least=3.6,
        subject=f"{called(brief)} as a pack shot",
    )
