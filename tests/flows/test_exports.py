"""One shop, exported by three systems, from each export to signed films: its pictures are fetched,
and what one system's film is made of serves the others' too.
"""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from PIL import Image

from tests.catalogs.exports import EXPORTS, MEDIA, Product
from tests.flows.terminal import callsheet
from tests.picture_server import Given, PictureServer, canary, serving

PICTURES = Path(__file__).parents[2] / "catalogs" / "demo" / "pictures"
THREE = ("shopify", "merchant rss", "magento")


def _product(server: PictureServer, export: str) -> Product:
    """A bottle whose two pictures lie on the server, in a place of each export's own."""
    below = MEDIA if export == "magento" else server.url(f"/{export[:4]}")
    names = ("nord-bottle-1", "nord-bottle-2")
    for name in names:
        file = io.BytesIO()
        with Image.open(PICTURES / f"{name}.jpg") as picture:
            picture.convert("RGB").resize((320, 320)).save(file, "JPEG", quality=90)
        server.answers[f"/{export[:4]}/{name}.jpg"] = Given(file.getvalue())
    return Product(
        "nord-bottle",
        "Nord Bottle",
        "A double-walled steel bottle in a matte powder coat.",
        "Fjell & Co",
        (Decimal("34.90"), Decimal("39.90")),
        tuple(f"{below}/{name}.jpg" for name in names),
    )


def _produced(folder: Path, server: PictureServer, export: str) -> tuple[Path, dict[str, object]]:
    """The output folder, and what the run said."""
    folder.mkdir()
    name, write = EXPORTS[export]
    (folder / name).write_bytes(write([_product(server, export)]))
    pictures: dict[str, object] = {"hosts": [server.host]}
    if export == "magento":
        pictures["base"] = server.url("/mage")
    wanted = {
        "catalog": name,
        "pictures": pictures,
        "currency": "EUR",
        "voice": {"engine": "none"},
        "pool": {"kind": "local"},
        "store": str(folder.parent / "store"),
        "deliveries": [{"profile": "preview"}],
    }
    production = folder / "shop.yaml"
    production.write_text(yaml.safe_dump(wanted), "utf-8")
    answer = callsheet("produce", production, "--json")
    assert answer.status == 0, answer.err
    return folder / "out", answer.json


def test_three_exports_of_one_shop_become_signed_films(tmp_path: Path) -> None:
    with serving() as server, canary() as trap:
        runs = {one: _produced(tmp_path / one[:4], server, one) for one in THREE}
        asked = sorted(server.asked)
    assert trap.heard == []
    assert asked == sorted(server.answers)  # each picture once
    for out, told in runs.values():
        assert told["films"] == {"made": 1, "reused": 0, "withdrawn": 0, "failed": 0}
        (film,) = out.glob("films/*/*.mp4")
        (verdict,) = callsheet("verify", film, "--json").json
        assert verdict["state"] == "Trusted"
        assert "nord-bottle-1.jpg" in {one["title"] for one in verdict["ingredients"]}
    rendered = [told["shots"]["rendered"] for _, told in runs.values()]  # type: ignore[index]
    assert rendered[0] > 0
    assert rendered[1:] == [0, 0]


@pytest.mark.parametrize("said", ["", "pictures: {base: 'https://127.0.0.1/m'}\n"])
def test_check_says_where_pictures_of_a_magento_shop_may_lie(tmp_path: Path, said: str) -> None:
    name, write = EXPORTS["magento"]
    cup = Product("cup", "Cup", "Glazed.", "Fjell", (Decimal(9),), (f"{MEDIA}/c/u/cup.jpg",))
    (tmp_path / name).write_bytes(write([cup]))
    production = tmp_path / "shop.yaml"
    production.write_text(f"catalog: {name}\ncurrency: EUR\n{said}voice: {{engine: none}}\n")
    answer = callsheet("check", production, "--json").json
    told = [one["reason"] for one in answer["warnings"] if not one["row"]]
    if said:
        assert [one["code"] for one in answer["rejects"]] == ["URL_BLOCKED"]
        assert told == []
    else:
        assert [one["code"] for one in answer["rejects"]] == ["IMAGE_UNAVAILABLE"]
        (advice,) = told
        assert advice.endswith("`pictures: {base: https://YOUR-SHOP/media/catalog/product}`")
