"""Exports as shops write them, by the documented rules of each, and the briefs that they give."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogs import Defaults, open_catalog
from catalogs.dialect import shipped_dialects
from engine.expectations import validate as expect
from schemas.brief import Brief
from schemas.catalog import CatalogSettings
from schemas.reject import Reject, Skip, Warned
from tests.catalogs.conftest import Outcome, Write, briefs

SAMPLES = Path(__file__).parent / "samples"
SHOP, CDN = "https://shop.example", "https://cdn.example"
WANTED: dict[str, list[dict[str, Any]]] = {
    "shopify.csv": [
        {
            "id": "halo-lamp",
            "title": "Halo Lamp",
            "description": "A brass ring.",
            "brand": "Fjell",
            "category": "Lighting",
            "price": "119.00 EUR",
            "was_price": None,
            "images": (f"{CDN}/halo-1.jpg", f"{CDN}/halo-2.jpg"),
            "rows": (1, 2, 3),
        }
    ],
    "woocommerce.csv": [
        {"id": "woo-album", "title": "Album", "price": "15 EUR", "category": "Music", "rows": (2,)},
        {"id": "46", "title": "Belt", "price": "55.5 EUR", "was_price": "65 EUR", "rows": (3,)},
        {
            "id": "woo-hoodie",
            "title": "Hoodie",
            "description": "Brushed cotton.\nSoft",
            "category": "Hoodies",
            "price": "39 EUR",
            "was_price": "45 EUR",
            "images": (
                f"{SHOP}/u/hoodie,w_300.jpg",
                f"{SHOP}/u/hoodie-2.jpg",
                f"{SHOP}/u/hoodie-blue.jpg",
            ),
            "rows": (1, 6, 7, 8),
        },
    ],
    "woocommerce-de.csv": [
        {
            "id": "becher-1",
            "title": "Becher",
            "description": "Aus Steinzeug – spülfest.",
            "category": "Küche",
            "price": "19.90 EUR",
            "was_price": "24.90 EUR",
            "images": ("becher.jpg",),
        }
    ],
    "vendure.csv": [
        {
            "id": "desk-lamp",
            "title": "Desk Lamp",
            "description": 'A brass ring, "Halo" by name.',
            "price": "119.00 EUR",
            "images": ("halo-1.jpg", "halo-2.jpg"),
            "rows": (1, 2),
        },
        {"id": "mug", "description": "Stoneware,\nfired twice", "price": "12.00 EUR", "rows": (3,)},
    ],
    "merchant.tsv": [
        {
            "id": "tee",
            "title": "Tee, white, S",
            "description": "Organic cotton & linen.",
            "brand": "Fjell",
            "price": "12.50 USD",
            "was_price": "15.00 USD",
            "images": (f"{CDN}/tee.jpg", f"{CDN}/tee-2.jpg", f"{CDN}/tee-3.jpg"),
            "url": f"{SHOP}/tee",
            "rows": (1, 2),
        },
        {"id": "mug", "price": "1009.00 USD", "was_price": None, "rows": (3,)},
    ],
    "merchant.csv": [
        {
            "id": "tee",
            "title": "Tee, white, S",
            "description": "Organic cotton & linen.",
            "price": "12.50 USD",
            "was_price": "15.00 USD",
            "images": (f"{CDN}/tee.jpg",),
        }
    ],
    "merchant.xml": [
        {
            "id": "tee",
            "title": "Tee, white, S",
            "price": "12.50 USD",
            "was_price": "15.00 USD",
            "images": (f"{CDN}/tee.jpg", f"{CDN}/tee-2.jpg", f"{CDN}/tee-3.jpg"),
        }
    ],
    "magento.csv": [
        {
            "id": "MH01",
            "title": "Chaz Kangeroo Hoodie",
            "description": "Ideal for cold-weather training.",
            "category": "Tops",
            "price": "47.50 EUR",
            "was_price": "54.00 EUR",
            "images": (
                "m/h/mh01.jpg",
                "m/h/mh01-alt.jpg",
                "m/h/mh01-back.jpg",
                "m/h/mh01-black.jpg",
            ),
            "rows": (1, 2, 3, 4),
        },
        {"id": "24-MB01", "title": "Joust Duffle Bag", "price": "34.00 EUR", "rows": (5,)},
    ],
    "bigcommerce.csv": [
        {
            "id": "77",
            "title": "Fog Linen Towel",
            "description": "Linen, washed.",
            "brand": "Fjell",
            "category": "Bath",
            "price": "45.00 EUR",
            "images": ("foglinen.jpg", "foglinen-2.jpg"),
            "url": f"{SHOP}/fog-linen",
            "rows": (1, 2, 3),
        },
        {"id": "81", "price": "39.95 EUR", "was_price": "45.95 EUR", "rows": (5,)},
    ],
    "course.csv": [
        {
            "id": "depth-of-field",
            "kind": "lesson",
            "title": "Depth of field",
            "description": "A wide aperture keeps little sharp.",
            "bullets": ("Name what sets it", "Choose an aperture"),
            "brand": "NordX",
            "category": "Light",
            "images": ("dof-1.png", "dof-2.png"),
        }
    ],
    "amazon.txt": [
        {
            "id": "FJ-MUG",
            "title": "Fjell Stoneware Mug, 0.35 l",
            "description": "Glazed by hand.",
            "bullets": ("Dishwasher safe", "Holds 0.35 l"),
            "brand": "Fjell",
            "price": "12.90 EUR",
            "images": tuple(
                f"{CDN}/{name}.jpg" for name in ("mug", "mug-2", "mug-blue", "mug-sand")
            ),
            "rows": (1, 2, 3),
        }
    ],
    "awin.csv": [
        {
            "id": "HL-1",
            "title": "Halo Lamp, brass",
            "description": "A brass ring on a slim stem.",
            "brand": "Fjell",
            "price": "129.00 EUR",
            "was_price": "149.00 EUR",
            "images": (f"{CDN}/halo-large.jpg",),
            "url": "https://www.awin1.com/pclick.php?p=1",
        },
        {"id": "NB-1", "price": "34.90 EUR", "was_price": None, "images": (f"{CDN}/bottle.jpg",)},
    ],
    "meta_ads.csv": [
        {
            "id": "Lamp - light",
            "kind": "ad",
            "title": "Light where you work",
            "description": "A brass ring lights the desk.\nOne knob sets the level.",
            "subtitle": "Free delivery",
            "category": "Spring",
            "images": ("halo.jpg",),
            "url": f"{SHOP}/halo",
            "cta": "Shop now",
        }
    ],
    "google_ads.csv": [
        {
            "id": "Desk lamps / Brass / Brass Desk Lamps",
            "kind": "ad",
            "title": "Brass Desk Lamps",
            "subtitle": "Made in Bergen",
            "bullets": ("Free Delivery",),
            "description": "A brass ring on a slim stem. One knob sets the level.",
            "url": f"{SHOP}/halo",
        }
    ],
    "wix.csv": [
        {
            "id": "product_1a",
            "title": "Linen Throw",
            "bullets": ("130 by 170 cm", "Machine washable"),
            "brand": "Nordby",
            "category": "Throws",
            "price": "63.20 EUR",
            "was_price": "79 EUR",
            "images": ("p1.jpg", "p2.jpg"),
            "rows": (1, 2),
        },
        {"id": "product_2b", "price": "24.5 EUR", "was_price": None, "rows": (3,)},
    ],
    "wix-new.csv": [
        {
            "id": "linen-throw",
            "title": "Linen Throw",
            "description": "A soft throw of washed linen.",
            "price": "63.20 EUR",
            "was_price": "79.00 EUR",
            "images": ("p1.jpg", "p2.jpg"),
            "rows": (1, 2, 3),
        }
    ],
    "squarespace.csv": [
        {
            "id": "60a1",
            "title": "Linen Throw",
            "price": "59.00 EUR",
            "was_price": "79.00 EUR",
            "images": ("p1.jpg", "p2.jpg"),
            "rows": (1, 2),
        },
        {"id": "60a2", "title": "Clay Mug", "price": "24.50 EUR", "was_price": None},
    ],
    "prestashop.csv": [
        {
            "id": "1",
            "title": "Linen Throw",
            "description": "It measures 130 by 170 cm and can be washed in the machine.",
            "brand": "Nordby",
            "category": "Throws",
            "price": "79.00 EUR",
            "was_price": None,
            "images": ("p1.jpg", "p2.jpg"),
        },
        {
            "id": "2",
            "description": "Hand-thrown mug.",
            "price": "22.05 EUR",
            "was_price": "24.50 EUR",
        },
    ],
    "prestashop-list.csv": [
        {"id": "1", "title": "Linen Throw", "category": "Throws", "price": "79.00 EUR"}
    ],
    "shopware.csv": [
        {
            "id": "SW1",
            "title": "Leinenplaid",
            "description": "Aus gewaschenem Leinen.",
            "brand": "Nordby",
            "price": "79.00 EUR",
            "images": ("p1.jpg", "p2.jpg"),
            "rows": (1, 2, 3),
        }
    ],
    "etsy.csv": [
        {
            "id": "LT-1",
            "title": "Linen Throw, soft blanket, grey",
            "price": "79.00 EUR",
            "images": ("p1.jpg", "p2.jpg"),
        },
        {"id": "CM-2", "title": "Clay Mug", "images": ("p3.jpg",)},
    ],
    "ebay.csv": [
        {
            "id": "LT-1",
            "title": "Linen Throw",
            "description": "A soft throw.",
            "brand": "Nordby",
            "price": "69.00 EUR",
            "images": ("p1.jpg", "p2.jpg", "p3.jpg"),
            "rows": (1, 2, 3),
        },
        {"id": "CM-2", "price": "24.50 EUR", "rows": (4,)},
    ],
    "ecwid.csv": [
        {
            "id": "LT-1",
            "title": "Linen Throw",
            "description": "A soft throw of washed linen.",
            "brand": "Nordby",
            "category": "Home",
            "price": "79 EUR",
            "images": ("p1.jpg", "p2.jpg"),
        },
        {"id": "CM-2", "title": "Clay Mug", "price": "24.5 EUR"},
    ],
}
SKIPPED = {
    "shopify.csv": [("old-lamp", "Published on online store is 'FALSE'")],
    "woocommerce.csv": [
        ("woo-cap", "Published is '0'"),
        ("woo-scarf", "In stock? is '0'"),
    ],
    "woocommerce-de.csv": [("teller-1", "Veröffentlicht is '-1'")],
    "vendure.csv": [],
    "merchant.tsv": [("jug", "availability is 'out of stock'")],
    "merchant.csv": [],
    "merchant.xml": [("jug", "g:availability is 'out of stock'")],
    "magento.csv": [("24-MB02", "product_online is '2'")],
    "bigcommerce.csv": [("80", "Product Visible? is 'N'")],
    "course.csv": [("draft-iso", "published is 'false'")],
    "amazon.txt": [("FJ-OLD", "update_delete is 'Delete'")],
    "awin.csv": [("OJ-1", "in_stock is '0'")],
    "meta_ads.csv": [("Lamp - old", "Ad Status is 'ARCHIVED'"), ("", "it has no Ad Name")],
    "wix.csv": [("product_3c", "visible is 'false'")],
    "wix-new.csv": [("clay-mug", "visible is 'FALSE'")],
    "squarespace.csv": [],
    "prestashop.csv": [("3", "Active (0/1) is '0'")],
    "prestashop-list.csv": [("2", "Status is '0'")],
    "shopware.csv": [("SW2", "active is '0'")],
    "etsy.csv": [],
    "ebay.csv": [],
    "ecwid.csv": [],
    "google_ads.csv": [
        ("Desk lamps", "it has no Headline 1"),
        ("Desk lamps / Brass", "it has no Headline 1"),
        ("Desk lamps / Brass", "it has no Headline 1"),
        ("Desk lamps / Brass / Light Where You Work", "Status is 'Removed'"),
    ],
}


def _outcomes(name: str, *include: str) -> list[Outcome]:
    catalog = open_catalog(SAMPLES / name, {}, CatalogSettings(include=include))
    assert catalog.dialect.name == name.partition(".")[0].partition("-")[0]
    return list(catalog.validate(Defaults("EUR"), expect))


def _seen(brief: Brief, fields: dict[str, Any]) -> dict[str, Any]:
    """Those of the brief's values that a sample's expectation names."""
    found: dict[str, Any] = {}
    for name in fields:
        value = brief.origin.rows if name == "rows" else getattr(brief, name)
        found[name] = str(value) if name in {"price", "was_price"} and value else value
    return found


@pytest.mark.parametrize("name", WANTED)
def test_a_real_shaped_export_gives_its_briefs(name: str) -> None:
    outcomes = _outcomes(name)
    made = briefs(outcomes)
    seen = [_seen(one, fields) for one, fields in zip(made, WANTED[name], strict=True)]
    assert seen == WANTED[name]
    skipped = [(one.id, one.reason) for one in outcomes if isinstance(one, Skip)]
    assert skipped == SKIPPED[name]
    assert all(isinstance(one, Brief | Skip | Warned) for one in outcomes)


def test_check_says_how_an_export_is_read_and_why() -> None:
    assert open_catalog(SAMPLES / "woocommerce-de.csv", {}).reading == (
        "csv in Windows-1252, separated by ';', columns as woocommerce's: "
        "it has Typ, Name, Regulärer Preis, Veröffentlicht"
    )


def test_a_catalog_of_callsheets_own_columns_is_no_course(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("id,title,slug,section\n1,Cup,cup,Home\n", "utf-8")
    assert open_catalog(path, {}).dialect.name == "callsheet"


def test_every_shipped_dialect_has_a_sample() -> None:
    assert {one.name for one in shipped_dialects()} == {
        path.stem.partition("-")[0] for path in SAMPLES.iterdir()
    }


def test_rejects_that_are_handed_back_are_of_the_dialect_that_they_were_of(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lessons.csv"
    path.write_text("url_name,display_name,chapter\na,,Light\n", "utf-8")
    catalog = open_catalog(path, {})
    rejects = [one for one in catalog.validate(Defaults(), expect) if isinstance(one, Reject)]
    handed = tmp_path / "rejects.csv"
    catalog.write_rejects(handed, rejects)
    handed.write_text(handed.read_text("utf-8").replace("a,,Light", "a,Lenses,Light"), "utf-8")
    again = open_catalog(handed, {}, CatalogSettings(format="tsv", encoding="utf-16"))
    (lesson,) = briefs(again.validate(Defaults(), expect))
    assert (again.dialect.name, lesson.title, lesson.kind) == ("course", "Lenses", "lesson")


def test_what_is_not_for_sale_is_made_where_the_production_says_so() -> None:
    assert len(briefs(_outcomes("woocommerce.csv", "unpublished", "unavailable"))) == 5
    made = briefs(_outcomes("merchant.tsv", "unavailable"))
    assert [(one.id, str(one.price)) for one in made] == [
        ("tee", "9.00 USD"),
        ("mug", "1009.00 USD"),
        ("jug", "20.00 USD"),
    ]


def test_variants_that_are_left_out_are_told() -> None:
    told = [one.reason for one in _outcomes("woocommerce.csv") if isinstance(one, Warned)]
    assert "rows of it are left out: In stock? is '0'" in told
    told = [one.reason for one in _outcomes("magento.csv") if isinstance(one, Warned)]
    assert "rows of it are left out: store_view_code is 'fr'" in told


def test_translations_among_the_rows_are_no_variants_whatever_is_included() -> None:
    told = [
        one.reason
        for one in _outcomes("magento.csv", "unavailable", "unpublished")
        if isinstance(one, Warned)
    ]
    assert "rows of it are left out: store_view_code is 'fr'" in told


def test_a_sale_that_has_days_is_told() -> None:
    told = [one for one in _outcomes("woocommerce.csv") if isinstance(one, Warned)]
    assert [one.id for one in told if "for some days only" in one.reason] == ["46"]


def test_the_same_shop_in_three_formats_gives_equal_briefs_but_for_their_source() -> None:
    names = ("merchant.tsv", "merchant.csv", "merchant.xml")
    others = {"origin", "images", "extra"}
    first, *rest = (briefs(_outcomes(name))[0].model_dump(exclude=others) for name in names)
    assert rest == [first, first]


HEADERS = {path.name: path.read_bytes().partition(b"\n")[0] for path in SAMPLES.glob("*.csv")}
CELLS = st.sampled_from(
    [
        *(
            "",
            " ",
            "a",
            "b",
            "id:a",
            "1",
            "0",
            "-1",
            "Product",
            "SKU",
            "in stock",
            "true",
            "active",
        ),
        *(
            "9",
            "9,50",
            "1.299,00 €",
            "$1",
            "kr 5",
            "sku=a,size=S|sku=b",
            "sku=a",
            "x|y",
            "/p/a.jpg",
        ),
        *("<p>x", "é", "\ufffd", "=1+1", "https://a.example/x,y", "n/a", "1e9", "--", "., ,.", "¥"),
    ]
)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(sorted(HEADERS)),
    st.lists(st.lists(CELLS, max_size=24), max_size=6),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_whatever_stands_in_an_export_each_row_is_accounted_for(
    name: str, rows: list[list[str]], codec: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        text = io.StringIO()
        csv.writer(text, delimiter=";" if ";" in str(HEADERS[name]) else ",").writerows(rows)
        head = HEADERS[name].decode("cp1252" if "-de" in name else "utf-8-sig")
        path.write_bytes(f"{head}\n{text.getvalue()}".encode(codec, "replace"))
        catalog = open_catalog(path, {})
        outcomes = list(catalog.validate(Defaults("EUR"), expect))
        entries = list(catalog.entries("EUR"))
        count = sum(1 for _ in catalog.reader.rows())
    told = {one.row for one in outcomes if isinstance(one, Reject | Skip)}
    made = {one.origin.rows[0] for one in outcomes if isinstance(one, Brief)}
    assert told | made == {entry.row for entry in entries}
    assert not told & made
    numbers = sorted(number for entry in entries for number in entry.rows)
    assert numbers == list(range(1, count + 1))


@pytest.mark.parametrize(
    ("include", "skipped"),
    [("unpublished", "In stock? is '0'"), ("unavailable", "Published is '0'")],
)
def test_what_is_published_and_what_is_in_stock_are_two_questions(
    write: Write, include: str, skipped: str
) -> None:
    header = "ID,Type,SKU,Name,Published,In stock?,Regular price,Images\n"
    rows = "1,simple,a,Cup,0,1,9,a.jpg\n2,simple,b,Jug,1,0,9,a.jpg\n"
    catalog = open_catalog(write(header + rows, "s.csv"), {}, CatalogSettings(include=(include,)))
    assert catalog.dialect.name == "woocommerce"
    outcomes = list(catalog.validate(Defaults("EUR"), expect))
    assert [one.reason for one in outcomes if isinstance(one, Skip)] == [skipped]
    assert len(briefs(outcomes)) == 1


@pytest.mark.parametrize(
    ("title", "shown", "rest"),
    [
        (
            f"{'Stoneware mug, ' * 7}0.35 l - Blue, set of four",
            f"{'Stoneware mug, ' * 7}0.35 l - Blue",
            "set of four",
        ),
        ("word " * 26 + "end", ("word " * 24).strip(), "word word end"),
        ("x" * 121, None, None),
    ],
)
def test_a_title_that_is_too_long_is_cut_at_a_phrase_in_an_export_alone(
    write: Write, title: str, shown: str | None, rest: str | None
) -> None:
    row = f'Handle,Title,Variant Price,Image Src\na,"{title}",9,a.jpg\n'
    outcomes = list(open_catalog(write(row), {}).validate(Defaults("EUR"), expect))
    if shown is None:
        assert [one.code for one in outcomes if isinstance(one, Reject)] == ["TOO_LONG"]
        return
    (made,) = briefs(outcomes)
    assert (made.title, made.subtitle) == (shown, rest)
    told = [one.reason for one in outcomes if isinstance(one, Warned)]
    assert "the title is longer than 120 characters: it is cut at a phrase" in told
    (own,) = open_catalog(write(f'id,title\na,"{title}"\n'), {}).validate(Defaults(), expect)
    assert isinstance(own, Reject)
