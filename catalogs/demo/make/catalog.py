"""The demo catalog in callsheet's own columns, written as Parquet: six rows, two of them lessons.

Each text says what the pictures show and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

COLUMNS = """
    id kind title subtitle description bullets brand category audience style
    price was_price currency images url cta locale narration seconds
"""
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "nord-bottle",
        "kind": "product",
        "title": "Nord Bottle 500 ml",
        "subtitle": "Insulated steel, matte finish",
        "description": (
            "A double-walled steel bottle in a matte powder coat. "
            "The lid screws on and carries by its loop."
        ),
        "bullets": [
            "Double-walled stainless steel",
            "Matte coat in teal or sand",
            "Screw lid with carrying loop",
        ],
        "category": "Drinkware",
        "audience": "Commuters and day hikers",
        "style": "Calm studio light, warm paper backdrop, slow moves",
        "price": Decimal("34.90"),
        "was_price": Decimal("42.00"),
        "currency": "EUR",
        "cta": "Choose your colour",
        "locale": "en",
    },
    {
        "id": "halo-lamp",
        "kind": "product",
        "title": "Halo Desk Lamp",
        "subtitle": "A ring of warm light",
        "description": (
            "A brass ring on a slim black stem lights the desk. One knurled knob sets the level."
        ),
        "bullets": [
            "Dimmer knob on the base",
            "Warm light from a brass ring",
            "Pivot joint tips the ring",
        ],
        "category": "Lighting",
        "audience": "People who read and work in the evening",
        "style": "Warm glow against cool dusk, quiet and close",
        "price": Decimal("129.00"),
        "currency": "EUR",
        "cta": "See it lit",
        "locale": "en",
    },
    {
        "id": "meridian-watch",
        "kind": "product",
        "title": "子午线腕表",
        "subtitle": "深蓝表盘，精钢表壳",
        "description": "深蓝太阳纹表盘，在光线下层次分明。精钢表壳配棕色皮表带，通勤、聚会都相宜。",
        "bullets": [
            "深蓝太阳纹表盘",
            "棕色皮表带，缝线细致",
            "立体时标，读时清晰",
        ],
        "brand": "Fjell & Co",
        "category": "腕表",
        "audience": "喜欢简约设计的上班族",
        "style": "柔和棚拍光，冷灰背景，镜头缓慢推近",
        "price": Decimal("1680.00"),
        "was_price": Decimal("1980.00"),
        "currency": "CNY",
        "cta": "立即选购",
        "locale": "zh-CN",
    },
    {
        "id": "kiln-mugs",
        "kind": "ad",
        "title": "Kiln Mugs, set of three",
        "subtitle": "Three glazes, one table",
        "description": (
            "Stoneware mugs in oat, celadon and cobalt, each with a raw clay foot. "
            "Now at the offer price."
        ),
        "bullets": [
            "Rounded handle, easy to hold",
            "Raw clay foot under the glaze",
            "Oat, celadon and cobalt glazes",
        ],
        "category": "Tableware",
        "audience": "Anyone who sits down for coffee",
        "style": "Morning light, warm tones, unhurried",
        "price": Decimal("48.00"),
        "was_price": Decimal("57.00"),
        "currency": "EUR",
        "cta": "Set the table",
        "locale": "en",
    },
    {
        "id": "three-lights",
        "kind": "lesson",
        "title": "How do three lights shape a face?",
        "subtitle": "Three-point lighting",
        "description": (
            "A key light models the form, a fill opens the shadow, "
            "and a rim parts it from the background."
        ),
        "bullets": [
            "A key light from one side shows form through light and shadow.",
            "A broad, weaker fill opposite the key lifts the shadow but keeps it.",
            "A rim light from behind draws an edge and separates head from wall.",
        ],
        "category": "Lighting course",
        "audience": "Beginners in portrait and product photography",
        "style": "Clear and calm, one idea at a time",
        "cta": "Try it with one lamp",
        "locale": "en",
    },
    {
        "id": "depth-of-field",
        "kind": "lesson",
        "title": "Why does the background blur?",
        "subtitle": "Aperture and depth of field",
        "description": (
            "The lens opening sets how wide a cone of light is taken in from each point, "
            "and so how fast sharpness falls off."
        ),
        "bullets": [
            "A wide aperture spreads every distant point of light into a large disc.",
            "A smaller aperture narrows the light cones, so those discs shrink.",
            "A tiny aperture keeps the near pawn and far lights sharp together.",
        ],
        "category": "Camera course",
        "audience": "Beginners with their first camera",
        "style": "Clear and calm, one idea at a time",
        "cta": "Try it with your own camera",
        "locale": "en",
    },
)


def make(home: Path) -> Iterator[str]:
    """Writes `catalog.parquet` (the same bytes for the same rows); says how large it is."""
    path = home / "catalog.parquet"
    text, texts, money = pa.string(), pa.list_(pa.string()), pa.decimal128(12, 2)
    kinds = {
        "bullets": texts,
        "images": texts,
        "price": money,
        "was_price": money,
        "seconds": pa.float64(),
    }
    schema = pa.schema([pa.field(name, kinds.get(name, text)) for name in COLUMNS.split()])
    table = pa.Table.from_pylist([_filled(row) for row in ROWS], schema)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", use_dictionary=False, write_statistics=False)
    yield f"{path.name}  {table.num_rows} rows  {path.stat().st_size} bytes"


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its three pictures and its landing page."""
    name = row["id"]
    pictures = [f"pictures/{name}-{number}.jpg" for number in (1, 2, 3)]
    return {
        "brand": "Fjell & Co",
        "images": pictures,
        "url": f"https://fjell.example/{name}",
        **row,
    }
