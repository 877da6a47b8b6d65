"""Writes the demo catalog as Parquet, in callsheet's own columns; what it says is `rows`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .rows import ROWS

COLUMNS = """
    id kind title subtitle description bullets brand category audience style
    price was_price currency images url cta locale narration seconds
"""


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
