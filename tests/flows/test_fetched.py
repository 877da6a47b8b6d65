"""A shop's export whose pictures lie at addresses, from the command line to signed films."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from PIL import Image

from tests.flows.terminal import callsheet
from tests.picture_server import Given, PictureServer, canary, serving

PICTURES = Path(__file__).parents[2] / "catalogs" / "demo" / "pictures"
HEADER = "Handle,Title,Body (HTML),Vendor,Variant Price,Image Src,Image Position,Status,seconds\n"


def _bytes(name: str, side: int = 320) -> bytes:
    file = io.BytesIO()
    with Image.open(PICTURES / f"{name}.jpg") as picture:
        picture.convert("RGB").resize((side, side)).save(file, "JPEG", quality=90)
    return file.getvalue()


def _shop(folder: Path, server: PictureServer, export: str, **said: object) -> Path:
    (folder / "products_export.csv").write_text(HEADER + export, "utf-8")
    production = folder / "shop.yaml"
    wanted = {
        "catalog": "products_export.csv",
        "pictures": {"hosts": [server.host]},
        "currency": "EUR",
        "voice": {"engine": "none"},
        "pool": {"kind": "local"},
        "deliveries": [{"profile": "preview"}],
    }
    production.write_text(yaml.safe_dump(wanted | said), "utf-8")
    return production


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with serving() as started:
        for name in ("nord-bottle-1", "nord-bottle-2"):
            started.answers[f"/{name}.jpg"] = Given(_bytes(name), headers={"etag": f'"{name}"'})
        yield started


def test_pictures_are_fetched_by_produce_alone_and_once(
    tmp_path: Path, server: PictureServer
) -> None:
    with canary() as trap:
        export = (
            "bottle,Nord Bottle,<p>Of steel.</p>,Fjell,34.90,"
            f"{server.url('/nord-bottle-1.jpg')},1,active,4\n"
            f"bottle,,,,,{server.url('/nord-bottle-2.jpg')},2,,\n"
            f"gone,Gone Cup,,Fjell,9.90,{server.url('/gone.jpg')},1,active,4\n"
            f"trap,Trap,,Fjell,9.90,http://127.0.0.1:{trap.port}/a.jpg,1,active,4\n"
        )
        production = _shop(tmp_path, server, export)
        checked = callsheet("check", production, "--json")
        assert checked.json["not_asked"]["pictures"] == 2
        assert [one["code"] for one in checked.json["rejects"]] == ["URL_BLOCKED"]
        planned = callsheet("plan", production, "--json").json
        assert planned["would"]["pictures"] == {"rows": 2, "unfetched": 3}
        assert planned["films"][0]["why"] == "its pictures are fetched first"
        assert server.asked == []
        made = callsheet("produce", production, "--json")
        assert (made.status, trap.heard) == (1, [])
    assert made.json["films"] == {"made": 1, "reused": 0, "withdrawn": 0, "failed": 0}
    assert sorted(set(server.asked)) == ["/gone.jpg", "/nord-bottle-1.jpg", "/nord-bottle-2.jpg"]
    rejects = (tmp_path / "out" / "rejects.csv").read_text("utf-8")
    assert "IMAGE_UNAVAILABLE" in rejects
    assert "404" in rejects
    (film,) = (tmp_path / "out").glob("films/*/*.mp4")
    (verdict,) = callsheet("verify", film, "--json").json
    assert verdict["state"] == "Trusted"
    assert "nord-bottle-1.jpg" in {one["title"] for one in verdict["ingredients"]}

    server.asked.clear()
    again = callsheet("produce", production, "--json").json
    assert again["films"]["reused"] == 1
    assert set(server.asked) == {"/gone.jpg"}


def test_a_picture_that_changes_at_its_address_changes_its_film(
    tmp_path: Path, server: PictureServer
) -> None:
    export = f"bottle,Nord Bottle,,Fjell,34.90,{server.url('/nord-bottle-1.jpg')},1,active,4\n"
    hosts = {"hosts": [server.host], "refresh": 0}
    production = _shop(tmp_path, server, export, pictures=hosts)
    assert callsheet("produce", production, "--json").json["films"]["made"] == 1
    same = callsheet("produce", production, "--json").json
    assert same["films"]["reused"] == 1
    server.answers["/nord-bottle-1.jpg"] = Given(_bytes("nord-bottle-2"))
    changed = callsheet("produce", production, "--json").json
    assert changed["films"]["made"] == 1
    (film,) = callsheet("plan", production, "--json").json["films"]
    assert film["action"] == "reuse"
