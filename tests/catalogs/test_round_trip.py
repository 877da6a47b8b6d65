from __future__ import annotations

import csv
import json
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogs import Defaults, open_catalog
from schemas.brief import Brief

# No "<", "&" (markup) and no "\" (which may stand before "|").
WORDS = st.text(
    st.characters(
        codec="utf-8",
        categories=("Lu", "Ll", "Lo", "Nd", "Zs"),
        include_characters="'\",;|=+-@()%",
        exclude_characters="\u1160\u115f\u3164\uffa0",
    ),
    min_size=1,
    max_size=20,
).filter(str.strip)

ROWS = st.fixed_dictionaries(
    {"id": WORDS, "title": WORDS},
    optional={
        "description": WORDS,
        "bullets": st.lists(WORDS, min_size=1, max_size=3),
        "images": st.lists(WORDS, min_size=1, max_size=3, unique=True),
        "price": st.decimals(0, 10**9, places=2),
        "seconds": st.integers(3, 180),
        "stock": WORDS,
        "title@de": WORDS,
    },
)
COLUMNS = (
    "id",
    "title",
    "description",
    "bullets",
    "images",
    "price",
    "seconds",
    "stock",
    "title@de",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_csv_parquet_and_json_lines_of_the_same_rows_give_equal_briefs(
    rows: list[dict[str, object]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text, table = Path(folder, "c.csv"), Path(folder, "c.parquet")
        with text.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows([_text(row.get(name)) for name in COLUMNS] for row in rows)
        pq.write_table(
            pa.table({name: _column([row.get(name) for row in rows]) for name in COLUMNS}), table
        )
        lines = Path(folder, "c.jsonl")
        objects = ({name: row.get(name) for name in COLUMNS} for row in rows)
        lines.write_text("".join(json.dumps(one, default=str) + "\n" for one in objects), "utf-8")
        assert _outcomes(text) == _outcomes(table) == _outcomes(lines)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "|".join(item.replace("|", "\\|") for item in value)
    return "" if value is None else str(value)


def _column(values: list[object]) -> pa.Array:
    if any(isinstance(value, Decimal) for value in values):
        return pa.array(values, pa.decimal128(14, 2))
    return pa.array(values)


def _outcomes(path: Path) -> list[object]:
    found = open_catalog(path, {}).validate(Defaults(currency="EUR"), lambda *_: ())
    return [
        one.model_copy(update={"origin": one.origin.model_copy(update={"source": ""})})
        if isinstance(one, Brief)
        else one
        for one in found
    ]
