"""1,000 malformed rows: each is set aside with its own reason, and the good one is delivered."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PIL import Image

from tests.catalogs.malformed import COUNT, write_malformed
from tests.flows.terminal import callsheet
from tests.picture_server import canary

PICTURE = Path(__file__).parents[2] / "catalogs" / "demo" / "pictures" / "nord-bottle-1.jpg"


def test_1000_malformed_rows_are_rejected_each_for_its_reason(tmp_path: Path) -> None:
    file = io.BytesIO()
    with Image.open(PICTURE) as picture:
        picture.resize((320, 320)).save(file, "JPEG")
    production = tmp_path / "shop.yaml"
    production.write_text(
        "catalog: shop/catalog.csv\nvoice: {engine: none}\npool: {kind: local}\n"
        "deliveries: [{profile: preview}]\n",
        "utf-8",
    )
    with canary() as trap:
        wanted = write_malformed(tmp_path / "shop", file.getvalue(), trap.port)
        answer = callsheet("produce", production, "--json")
    assert len(wanted) == COUNT
    assert (answer.status, trap.heard) == (1, []), answer.err
    assert answer.json["rejects"] == COUNT
    assert answer.json["films"] == {"made": 1, "reused": 0, "withdrawn": 0, "failed": 0}
    with (tmp_path / "out" / "rejects.csv").open(encoding="utf-8", newline="") as written:
        _, *lines = csv.reader(written)
    found = [(int(line[0]), line[2]) for line in lines]
    assert found == [(number, code.value) for number, _, code in wanted]
    assert all(line[3] and line[4] for line in lines)
