"""One shop, random products and all, through every system's export: its briefs are the same."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogs import Defaults, open_catalog
from engine.expectations import validate as expect
from schemas.brief import Brief
from schemas.reject import Warned
from tests.catalogs.exports import EXPORTS, MEDIA, Product

WORDS = st.text(
    st.characters(
        codec="utf-8",
        categories=("Lu", "Ll", "Nd"),
        include_characters=" '\",;&%+-",
        exclude_characters="\u1160\u115f\u3164\uffa0",
    ),
    min_size=1,
    max_size=30,
).map(lambda text: unicodedata.normalize("NFC", " ".join(f"x{text}".split())))
PRICE = st.decimals(Decimal("0.50"), Decimal(9_999), places=2)
IMAGES = st.lists(
    st.from_regex(r"/[a-z]/[a-z0-9_-]{1,12}\.jpg", fullmatch=True).map(MEDIA.__add__),
    min_size=1,
    max_size=4,
    unique=True,
).map(tuple)
PRODUCTS = st.lists(
    st.builds(
        Product,
        id=st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True),
        title=WORDS,
        description=WORDS,
        brand=WORDS,
        prices=st.lists(PRICE, min_size=1, max_size=3).map(tuple),
        images=IMAGES,
        was=st.one_of(st.none(), st.decimals(10_000, 20_000, places=2)),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.id,
)
SHOP = [
    Product(
        "halo-lamp",
        "Halo Lamp",
        "A brass ring, on a slim stem & foot.",
        "Fjell & Co",
        (Decimal("129.00"), Decimal("119.00")),
        (f"{MEDIA}/h/halo-1.jpg", f"{MEDIA}/h/halo-2.jpg"),
        Decimal("149.00"),
    ),
    Product("mug", "Mug, blue", "Holds 0.35 l.", "Fjell", (Decimal("9.90"),), (f"{MEDIA}/m.jpg",)),
]


def _read(export: str, products: Sequence[Product]) -> list[dict[str, Any]]:
    """The briefs of an export, but for where they are from, what only it has, and its shelves."""
    name, write = EXPORTS[export]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(write(products))
        catalog = open_catalog(path, {})
        outcomes = list(catalog.validate(Defaults("EUR", pictures=MEDIA), expect))
    assert catalog.dialect.name == export.partition(" ")[0]
    assert all(isinstance(one, Brief | Warned) for one in outcomes), outcomes
    made = sorted((one for one in outcomes if isinstance(one, Brief)), key=lambda one: one.id)
    return [one.model_dump(exclude={"origin", "extra", "url", "category"}) for one in made]


def _wanted(products: Sequence[Product]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "title": one.title,
            "description": one.description,
            "brand": one.brand,
            "price": {"amount": min(one.prices), "currency": "EUR"},
            "was_price": {"amount": one.was, "currency": "EUR"} if one.was else None,
            "images": one.images,
        }
        for one in sorted(products, key=lambda one: one.id)
    ]


@pytest.mark.parametrize("export", EXPORTS)
def test_what_a_shop_knows_of_a_product_is_in_its_brief(export: str) -> None:
    found = _read(export, SHOP)
    assert [{name: one[name] for name in _wanted(SHOP)[0]} for one in found] == _wanted(SHOP)


def test_one_shop_in_eight_exports_gives_equal_briefs_but_for_their_source() -> None:
    first, *others = (_read(export, SHOP) for export in EXPORTS)
    assert others == [first] * 7


@pytest.mark.parametrize("export", EXPORTS)
@settings(max_examples=12, deadline=None)
@given(PRODUCTS)
def test_random_products_come_back_from_every_export(export: str, products: list[Product]) -> None:
    found = _read(export, products)
    wanted = _wanted(products)
    assert [{name: one[name] for name in wanted[0]} for one in found] == wanted
