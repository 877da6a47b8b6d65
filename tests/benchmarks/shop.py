"""Shop: a catalog of as many rows as wanted, which share a few pictures."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

from schemas.brief import Brief, Origin
from schemas.keys import key_of
from schemas.money import Money

__all__ = ["brief_of", "open_shop", "row_of"]

_PICTURES = Path(__file__).parents[2] / "catalogs" / "demo" / "pictures"
_ITEMS = ("nord-bottle", "halo-lamp", "kiln-mugs")


def open_shop(folder: Path, rows: int) -> Path:
    """Write the catalog, and its pictures beside it."""
    (folder / "pictures").mkdir(parents=True)
    for picture in _PICTURES.glob("*.jpg"):
        shutil.copyfile(picture, folder / "pictures" / picture.name)
    catalog = folder / "catalog.csv"
    with catalog.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row_of(0))
        writer.writeheader()
        writer.writerows(row_of(number) for number in range(rows))
    return catalog


def brief_of(number: int) -> Brief:
    """The row of that number, from 0, as the check reads it."""
    row = row_of(number)
    return Brief(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        bullets=tuple(row["bullets"].split("|")),
        price=Money(amount=Decimal(row["price"]), currency=row["currency"]),
        images=tuple(row["images"].split("|")),
        url=row["url"],
        cta=row["cta"],
        origin=Origin(source="catalog.csv", rows=(number + 1,), digest=key_of("row", **row)),
    )


def row_of(number: int) -> dict[str, str]:
    """The cells of that row."""
    item = _ITEMS[number % len(_ITEMS)]
    return {
        "id": f"{item}-{number}",
        "title": f"{item.replace('-', ' ').title()} No. {number}",
        "description": f"Number {number} of a series, made to last and to be mended.",
        "bullets": "Made to last|Easy to mend|Packed in paper",
        "price": f"{10 + number % 90}.90",
        "currency": "EUR",
        "images": "|".join(f"pictures/{item}-{view}.jpg" for view in (1, 2, 3)),
        "url": f"https://fjell.example/{item}-{number}",
        "cta": "Choose yours",
    }
