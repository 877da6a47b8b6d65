"""Briefs for the writers: whole ones of each kind, and any that a catalog may bring."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from schemas.brief import Brief, Kind, LocaleText, Material, Origin, Picture
from schemas.money import Money
from tests.seen import seen

__all__ = ["BRIEFS", "brief", "material"]

_ORIGIN = Origin(source="catalog.csv", rows=(1,), digest="d")
_WHOLE: dict[str, Any] = {
    "id": "cup",
    "title": "Cup",
    "subtitle": "Round and light",
    "description": "It holds tea. It is light.",
    "bullets": ("Made of clay", "Easy to hold", "Glazed inside"),
    "brand": "Fjell",
    "category": "Tableware",
    "price": Money(amount=Decimal("4.50"), currency="EUR"),
    "was_price": Money(amount=Decimal("6.00"), currency="EUR"),
    "cta": "Set the table",
    "texts": {
        "de": LocaleText(
            title="Tasse",
            subtitle="Rund und leicht",
            description="Sie fasst Tee. Sie ist leicht.",
            bullets=("Aus Ton", "Liegt gut in der Hand", "Innen glasiert"),
            cta="Tisch decken",
        )
    },
    "origin": _ORIGIN,
}


def brief(kind: Kind = Kind.PRODUCT, **fields: Any) -> Brief:
    """A row with everything, less what `fields` take away."""
    return Brief.model_validate(_WHOLE | {"kind": kind} | fields)


def material(pictures: int = 3) -> Material:
    """So many pictures. A writer sees that they are there, never what is on them."""
    return Material(
        pictures=tuple(
            Picture(
                path=f"{n}.jpg",
                sha256=f"{n:064x}",
                width=800,
                height=600,
                format="JPEG",
                seen=seen(800),
            )
            for n in range(pictures)
        )
    )


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=24).filter(
    str.strip
)
_MAYBE = st.none() | _TEXT | st.builds("{} {}".format, _TEXT, st.integers(0, 99999))
_MONEY = st.none() | st.builds(
    Money,
    amount=st.decimals(0, 10**6, places=2),
    currency=st.sampled_from(["EUR", "USD", "JPY", "CHF"]),
)

BRIEFS = st.builds(
    Brief,
    id=st.text("abc0123", min_size=1, max_size=6),
    kind=st.sampled_from(Kind),
    title=_TEXT,
    subtitle=_MAYBE,
    description=_MAYBE,
    bullets=st.lists(_TEXT, max_size=8).map(tuple),
    brand=_MAYBE,
    category=_MAYBE,
    style=_MAYBE,
    price=_MONEY,
    was_price=_MONEY,
    cta=_MAYBE,
    locale=st.sampled_from(["en", "de", "fr-CH", "zh-CN", "ja", "pt-BR"]),
    seconds=st.none() | st.floats(3, 90),
    extra=st.dictionaries(st.sampled_from(["stock", "size"]), _TEXT, max_size=2),
    origin=st.just(_ORIGIN),
)
"""Rows that a catalog may bring: numbers and braces in the text, any kind, several languages."""
