"""A shop's own export, under a dialect of its own, on its way to a film."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pytest
import yaml
from PIL import Image

from engine.production.check import check_catalog
from engine.production.context import Secrets
from engine.production.opening import open_context
from engine.production.planning.build import build_plan
from engine.production.run import Choices, produce
from engine.production.watch import Quiet
from flows.catalog import catalog_of, unpacked_paths
from flows.settings import Overrides, open_target, paths_of
from schemas.reject import Code
from tests.flows.terminal import callsheet

PICTURES = Path(__file__).parents[2] / "catalogs" / "demo" / "pictures"
DIALECT = """\
name: kiosk
columns:
  id: Artikel
  title: Bezeichnung
  description: Text
  price: Preis
  currency: Währung
  images: Bild
publishable:
  Aktiv: ja
"""
EXPORT = """\
Artikel;Bezeichnung;Text;Preis;Währung;Bild;Aktiv;seconds
f-1;Nordflasche;<p>Aus Stahl.</p>;24.90;EUR;flasche.jpg;ja;4
f-2;Alte Flasche;;19.90;EUR;flasche.jpg;nein;4
"""


def _shop(folder: Path) -> Path:
    """The production file of a shop that has an export and a dialect for it."""
    (folder / "shop").mkdir()
    (folder / "kiosk.yaml").write_text(DIALECT, "utf-8")
    (folder / "shop" / "export.dat").write_text(EXPORT, "utf-8")
    with Image.open(PICTURES / "nord-bottle-1.jpg") as picture:
        picture.resize((320, 320)).save(folder / "shop" / "flasche.jpg", quality=90)
    production = folder / "shop.yaml"
    production.write_text(
        "catalog: {file: shop/export.dat, format: csv, dialect: kiosk.yaml}\n"
        "locale: de\nvoice: {engine: none}\npool: {kind: local}\n"
        "deliveries: [{profile: preview}]\n",
        "utf-8",
    )
    return production


def test_a_dialect_of_ten_lines_leads_from_its_export_to_a_film(tmp_path: Path) -> None:
    target = open_target(_shop(tmp_path), Overrides(), {})
    with open_context(
        target.production, paths_of(target, tmp_path / "config"), Secrets()
    ) as context:
        check = check_catalog(context, catalog_of(context))
        assert (
            check.reading
            == "csv in UTF-8, separated by ';', columns as kiosk's: the production says so"
        )
        assert [one.reason for one in check.index.skipped()] == ["Aktiv is 'nein'"]
        with build_plan(context, check, Quiet()) as plan:
            (film,) = plan.films()
        assert (film.id, film.action.value) == ("f-1", "create")
        made = produce(context, catalog_of(context), Choices(), Quiet())
    assert made.counts.films.made == 1
    assert (tmp_path / "out" / film.file).is_file()
    _assert_reviewed(tmp_path)


def _assert_reviewed(folder: Path) -> None:
    """A review in the status sheet takes the row's film away, and gives it back."""
    sheet = folder / "out" / "status.xlsx"
    book = openpyxl.load_workbook(sheet)
    rows = list(book["status"].iter_rows(min_row=2, values_only=True))
    assert [row[:4] for row in rows] == [
        (1, "f-1", "Nordflasche", "delivered"),
        (2, "f-2", None, "skipped"),
    ]
    link = book["status"]["I2"]
    assert (folder / "out" / link.hyperlink.target).is_file()
    for review, withdrawn in (("rejected", 1), ("", 0)):
        book["status"]["H2"] = review
        book.save(sheet)
        answer = callsheet("produce", folder / "shop.yaml", "--json").json
        assert answer["films"]["withdrawn"] == withdrawn
        again = openpyxl.load_workbook(sheet)["status"]
        kept = {row[1]: (row[3], row[7]) for row in again.iter_rows(min_row=2, values_only=True)}
        assert kept["f-1"] == (("skipped", "rejected") if review else ("delivered", None))
        book = openpyxl.load_workbook(sheet)
        book["status"]["H2"], book["status"]["H3"] = None, None


@pytest.mark.parametrize("form", ["folder", "zip", "gztar"])
def test_a_folder_or_an_archive_is_a_catalog_with_its_pictures(tmp_path: Path, form: str) -> None:
    inner = tmp_path / "packed" / "shop"
    inner.mkdir(parents=True)
    (inner / "products.csv").write_text(
        "id,title,images\na,Cup,pics/a.jpg\nb,Mug,no.jpg\n", "utf-8"
    )
    (inner / "readme.txt").write_text("Our products.\n", "utf-8")
    (inner / "pics").mkdir()
    with Image.open(PICTURES / "nord-bottle-1.jpg") as picture:
        picture.resize((320, 320)).save(inner / "pics" / "a.jpg")
    if form == "folder":
        bundle = inner
    else:
        bundle = Path(shutil.make_archive(str(tmp_path / "export"), form, inner.parent))
    target = open_target(bundle, Overrides(), {})
    paths = unpacked_paths(paths_of(target, tmp_path / "config"), target.production)
    with open_context(target.production, paths, Secrets()) as context:
        check = check_catalog(context, catalog_of(context))
        with build_plan(context, check, Quiet()) as plan:
            assert [film.id for film in plan.films()] == ["a"]
            assert [reject.code for reject in plan.rejects()] == [Code.IMAGE_UNAVAILABLE]
    handed = tmp_path / "rejects.csv"
    handed.write_text(
        "row,id,code,reason,remedy,id,title,images\n2,b,,,,b,Mug,pics/a.jpg\n", "utf-8"
    )
    back = open_target(bundle, Overrides(catalog=str(handed)), {})
    again = unpacked_paths(paths_of(back, tmp_path / "config"), back.production)
    assert (again.catalog, again.root) == (handed, paths.root)


@pytest.mark.parametrize("packed", [False, True])
def test_a_catalog_at_an_address_is_read_like_one_beside_the_production(
    tmp_path: Path, packed: bool
) -> None:
    shop, here = tmp_path / "shop", tmp_path / "here"
    shop.mkdir()
    here.mkdir()
    (shop / "export.csv").write_text("id,title,images\na,Cup,pics/a.jpg\n", "utf-8")
    (shop / "pics").mkdir()
    with Image.open(PICTURES / "nord-bottle-1.jpg") as picture:
        picture.resize((320, 320)).save(shop / "pics" / "a.jpg")
    file = Path(shutil.make_archive(str(tmp_path / "export"), "zip", shop)) if packed else None
    handler = partial(SimpleHTTPRequestHandler, directory=str(file.parent if file else shop))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        name = file.name if file else "export.csv"
        production = {"catalog": f"http://127.0.0.1:{http.server_address[1]}/{name}"}
        if not packed:
            production["pictures"] = str(shop)
        (here / "production.yaml").write_text(yaml.safe_dump(production), "utf-8")
        planned = callsheet("plan", here / "production.yaml", "--json").json
        http.shutdown()
    assert (planned["would"]["films"]["made"], planned["rejects"]) == (1, [])
    gone = callsheet("plan", here / "production.yaml", "--json")
    assert gone.status == 2
    assert "cannot be fetched" in gone.err


def test_a_path_on_the_command_line_leaves_the_dialect(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    target = open_target(_shop(tmp_path), Overrides(catalog=str(other)), {})
    assert target.production.catalog.file == str(other)
    assert target.production.catalog.dialect == "kiosk.yaml"


def test_rows_without_a_picture_are_films_of_type_where_the_production_says_so(
    tmp_path: Path,
) -> None:
    (tmp_path / "shop.csv").write_text("id,title,description\na,Cup,Glazed by hand.\n", "utf-8")
    production = tmp_path / "shop.yaml"
    for said, briefs in (("", 0), ("pictures: {missing: type}\n", 1)):
        production.write_text(f"catalog: shop.csv\n{said}voice: {{engine: none}}\n", "utf-8")
        answer = callsheet("check", production, "--json").json
        assert (answer["briefs"], len(answer["rejects"])) == (briefs, 1 - briefs)
