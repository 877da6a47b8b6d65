"""Exports of one shop, as each of its possible systems writes them: what a test knows of a product
goes in, a file goes out.

They are written from the documented rules of each kind, not from what callsheet reads.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from xml.sax.saxutils import escape

__all__ = ["EXPORTS", "MEDIA", "Product"]

MEDIA = "https://shop.example/media/catalog/product"
"""Where Magento's picture paths lie."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product. `prices` are its variants', `was` is every variant's former price; `images` are
    addresses, in Magento's export below `media`.
    """

    id: str
    title: str
    description: str
    brand: str
    prices: tuple[Decimal, ...]
    images: tuple[str, ...]
    was: Decimal | None = None

    @property
    def variants(self) -> Iterator[tuple[str, Decimal]]:
        """Ids and prices."""
        return ((f"{self.id}-v{n}", price) for n, price in enumerate(self.prices, start=1))

    @property
    def markup(self) -> str:
        """The description as editors of shops store it."""
        return f"<p>{html.escape(self.description, quote=False)}</p>"


Row = dict[str, object]


def _shopify(products: Sequence[Product]) -> bytes:
    """A row for each variant, and for each further picture."""
    rows: list[Row] = []
    for one in products:
        head: Row = {
            "Title": one.title,
            "Body (HTML)": one.markup,
            "Vendor": one.brand,
            "Published": "TRUE",
            "Status": "active",
        }
        for at, (variant, image) in enumerate(zip_longest(one.variants, one.images), start=1):
            row = {"Handle": one.id, **(head if at == 1 else {})}
            if variant:
                row |= {"Variant SKU": variant[0], "Variant Price": variant[1]}
                row |= {"Option1 Value": variant[0], "Variant Compare At Price": one.was}
            if image:
                row |= {"Image Src": image, "Image Position": at}
            rows.append(row)
    return _csv(rows)


def _woocommerce(products: Sequence[Product]) -> bytes:
    """Variations come after all products, and name theirs by `id:N`; a sale has two prices."""

    def priced(price: Decimal) -> Row:
        return {"Regular price": one.was or price, "Sale price": price if one.was else None}

    rows: list[Row] = []
    later: list[Row] = []
    for number, one in enumerate(products, start=100):
        several = len(one.prices) > 1
        row: Row = {
            "ID": number,
            "Type": "variable" if several else "simple",
            "SKU": one.id,
            "Name": one.title,
            "Published": 1,
            "Description": one.markup,
            "In stock?": 1,
            "Brands": one.brand,
            "Images": ", ".join(one.images),
        }
        rows.append(row | ({} if several else priced(one.prices[0])))
        for identity, price in one.variants if several else ():
            more = {"Type": "variation", "SKU": identity, "Name": f"{one.title} - {identity}"}
            later.append(
                {"ID": 10_000 + len(later), **more, "Published": 1, "In stock?": 1}
                | {"Parent": f"id:{number}", **priced(price)}
            )
    return b"\xef\xbb\xbf" + _csv(rows + later)


def _magento(products: Sequence[Product]) -> bytes:
    """Simple products come first, and the configurable one lists them; pictures have paths."""
    rows: list[Row] = []
    for one in products:
        paths = [image.removeprefix(MEDIA) for image in one.images]
        row: Row = {
            "attribute_set_code": "Default",
            "product_websites": "base",
            "product_online": 1,
            "visibility": "Catalog, Search",
            "is_in_stock": 1,
        }

        def priced(price: Decimal, was: Decimal | None = one.was) -> Row:
            return {"price": was or price, "special_price": price if was else None}

        shown = {
            "name": one.title,
            "description": one.markup,
            "brand": one.brand,
            "base_image": paths[0],
            "additional_images": ",".join(paths[1:]),
        }
        if len(one.prices) == 1:
            simple = {"sku": one.id, "product_type": "simple"}
            rows.append(row | shown | simple | priced(one.prices[0]))
            continue
        for identity, price in one.variants:
            hidden: Row = {"visibility": "Not Visible Individually", "name": identity}
            rows.append(row | hidden | {"sku": identity, "product_type": "simple"} | priced(price))
        packed = "|".join(f"sku={identity},size={identity}" for identity, _ in one.variants)
        whole = {"sku": one.id, "product_type": "configurable"}
        rows.append(row | shown | whole | {"configurable_variations": packed})
    return _csv(rows)


def _bigcommerce(products: Sequence[Product]) -> bytes:
    """The rows of a product's SKUs stand below it; each of five pictures has a column."""
    rows: list[Row] = []
    for one in products:
        pictures = {f"Product Image File - {n + 1}": image for n, image in enumerate(one.images)}
        rows.append(
            {
                "Item Type": "Product",
                "Product ID": one.id,
                "Product Name": one.title,
                "Brand Name": one.brand,
                "Product Description": one.markup,
                "Price": one.was or min(one.prices),
                "Sale Price": min(one.prices) if one.was else None,
                "Product Visible?": "Y",
                "Allow Purchases?": "Y",
            }
            | pictures
        )
        for identity, _ in one.variants if len(one.prices) > 1 else ():
            sku: Row = {"Item Type": "SKU", "Product Name": f"[S]Size={identity}"}
            rows.append(sku | {"Product Code/SKU": identity, "Allow Purchases?": "Y"})
    return _csv(rows)


def _amazon(products: Sequence[Product]) -> bytes:
    """Tab-separated, below two rows for people; children name their parent by SKU."""
    rows: list[Row] = []
    for one in products:
        pictures = {
            "main_image_url" if n == 0 else f"other_image_url{n}": image
            for n, image in enumerate(one.images)
        }
        several = len(one.prices) > 1

        def priced(price: Decimal, was: Decimal | None = one.was) -> Row:
            sale = price if was else None
            return {"standard_price": was or price, "sale_price": sale, "currency": "EUR"}

        shown: Row = {
            "feed_product_type": "home",
            "item_sku": one.id,
            "brand_name": one.brand,
            "item_name": one.title,
            "product_description": one.markup,
        }
        rows.append(shown | pictures | ({} if several else priced(one.prices[0])))
        for identity, price in one.variants if several else ():
            child: Row = {"item_sku": identity, "parent_sku": one.id, "parent_child": "child"}
            rows.append(shown | child | priced(price))
    labels = ["Product Type", "Seller SKU", "Brand Name", "Product Name", "Product Description"]
    above = [["TemplateType=home", "Version=2026.0101", "For Amazon.com use only."], labels]
    return _csv(rows, "\t", above)


def _items(products: Sequence[Product]) -> list[Row]:
    """A feed's items: one for each variant, with the product as its group."""
    rows: list[Row] = []
    for one in products:
        group: Row = {"item_group_id": one.id} if len(one.prices) > 1 else {}
        for identity, price in one.variants:
            row: Row = {
                "id": identity if group else one.id,
                "title": one.title,
                "description": one.description,
                "link": f"https://shop.example/{one.id}",
                "image_link": one.images[0],
                "additional_image_link": one.images[1:],
                "availability": "in stock",
                "price": f"{one.was or price} EUR",
                "sale_price": f"{price} EUR" if one.was else None,
                "brand": one.brand,
            }
            rows.append(row | group)
    return rows


def _merchant_table(products: Sequence[Product], mark: str, above: list[list[str]]) -> bytes:
    rows = [
        {name: ",".join(cell) if isinstance(cell, tuple) else cell for name, cell in item.items()}
        for item in _items(products)
    ]
    return _csv(rows, mark, above)


def _merchant_rss(products: Sequence[Product]) -> bytes:
    """RSS 2.0 with Google's namespace; what may stand several times does."""
    lines = []
    for item in _items(products):
        lines.append("<item>")
        for name, cell in item.items():
            tag = name if name in {"title", "description", "link"} else f"g:{name}"
            values = cell if isinstance(cell, tuple) else filter(None, (cell,))
            lines += [f"<{tag}>{escape(str(value))}</{tag}>" for value in values]
        lines.append("</item>")
    above = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>',
        "<title>Shop</title>",
    )
    return "\n".join([*above, *lines, "</channel></rss>"]).encode()


def _csv(rows: Sequence[Row], mark: str = ",", above: Sequence[Sequence[str]] = ()) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=mark)
    writer.writerows([*above, names])
    writer.writerows(
        ["" if (cell := row.get(name)) is None else cell for name in names] for row in rows
    )
    return text.getvalue().encode()


EXPORTS: dict[str, tuple[str, Callable[[Sequence[Product]], bytes]]] = {
    "shopify": ("products.csv", _shopify),
    "woocommerce": ("wc-export.csv", _woocommerce),
    "magento": ("catalog_product.csv", _magento),
    "bigcommerce": ("bigcommerce.csv", _bigcommerce),
    "amazon": ("flat.txt", _amazon),
    "merchant csv": ("feed.csv", lambda all_: _merchant_table(all_, ",", [["# a feed"]])),
    "merchant tsv": ("feed.tsv", lambda all_: _merchant_table(all_, "\t", [])),
    "merchant rss": ("feed.xml", _merchant_rss),
}
"""The name of each export's file, and what writes it."""
