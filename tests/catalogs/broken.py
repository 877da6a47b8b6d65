"""A hand-broken catalog: 20 rows, each wrong in a way of its own, among 10 good ones.

`write_broken` puts it and its pictures into a folder; end-to-end tests use it too.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PIL import Image, ImageDraw

from schemas.reject import Code

COLUMNS = (
    *("id", "kind", "title", "description", "price", "was_price", "currency"),
    *("images", "url", "locale", "seconds"),
)

GOOD = tuple(f"good-{number}" for number in range(1, 11))
"""The ids of the rows that are to be delivered."""

BROKEN: tuple[tuple[Code, dict[str, str]], ...] = (
    (Code.RAGGED, {"id": "ragged"}),
    (Code.ID_MISSING, {"id": ""}),
    (Code.TITLE_MISSING, {"title": " "}),
    (Code.TOO_LONG, {"title": "long " * 30}),
    (Code.TOO_LARGE, {"description": "large " * 12_000}),
    (Code.TEXT, {"title": "A bell\x07"}),
    (Code.KIND, {"kind": "service"}),
    (Code.PRICE, {"price": "from 12.50"}),
    (Code.PRICE_NEGATIVE, {"price": "-5.00"}),
    (Code.WAS_PRICE, {"was_price": "9.00"}),
    (Code.CURRENCY, {"currency": "EURO"}),
    (Code.LOCALE, {"locale": "de_DE"}),
    (Code.SECONDS, {"seconds": "0:20"}),
    (Code.URL, {"url": "www.example.com/cup"}),
    (Code.IMAGE_NONE, {"images": ""}),
    (Code.IMAGE_UNAVAILABLE, {"images": "pictures/cup-11.jpg"}),
    (Code.IMAGE_OUTSIDE, {"images": "../outside.jpg"}),
    (Code.IMAGE_FORMAT, {"images": "pictures/moving.gif"}),
    (Code.IMAGE_BROKEN, {"images": "pictures/cut-short.jpg"}),
    (Code.URL_BLOCKED, {"images": "http://169.254.169.254/latest/meta-data"}),
)
"""What is wrong with each broken row; the rest of it is good."""


def write_broken(folder: Path) -> Path:
    """Write `broken.csv` and its pictures into `folder`; the catalog's path.

    After every good row come two broken ones, so rows 1, 4, 7, ... are good.
    """
    _pictures(folder / "pictures")
    (folder.parent / "outside.jpg").write_bytes(_jpeg(0))
    path = folder / "broken.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, identity in enumerate(GOOD, start=1):
            writer.writerow(_row({"id": identity}, number))
            for code, wrong in BROKEN[2 * number - 2 : 2 * number]:
                cells = _row({"id": f"broken-{code.lower()}", **wrong}, number)
                writer.writerow([*cells, "blue"] if code is Code.RAGGED else cells)
    return path


def _row(own: dict[str, str], number: int) -> list[str]:
    cells = {
        "kind": "product",
        "title": f"Cup {number}",
        "description": "A cup of glazed stoneware, made by hand.",
        "price": "12.50",
        "was_price": "15.00",
        "currency": "EUR",
        "images": f"pictures/cup-{number}.jpg",
        "url": "https://example.com/cup",
        "locale": "en",
        "seconds": "8",
        **own,
    }
    return [cells[name] for name in COLUMNS]


def _pictures(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, len(GOOD) + 1):
        (folder / f"cup-{number}.jpg").write_bytes(_jpeg(number))
    (folder / "cut-short.jpg").write_bytes(_jpeg(1)[:-2_000])
    Image.new("P", (320, 240)).save(folder / "moving.gif")


def _jpeg(number: int) -> bytes:
    """A cup of its own colour on a shaded ground, 320 by 240 pixels."""
    picture = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    colour = (40 + 20 * number, 90, 230 - 20 * number)
    draw.rounded_rectangle((100, 70, 200, 190), radius=18, fill=colour)
    draw.arc((180, 95, 240, 155), start=-100, end=100, fill=colour, width=14)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()
