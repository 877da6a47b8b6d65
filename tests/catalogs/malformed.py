"""1,000 malformed rows, in 29 ways, beside a good one; each with the code that it must have."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.reject import Code

__all__ = ["COUNT", "write_malformed"]

COUNT = 1_000
_GOOD_EVERY = 1_000
COLUMNS = (
    *("id", "kind", "title", "description", "price", "was_price", "currency"),
    *("images", "url", "locale", "seconds", "review", "storyboard", "design"),
)
Cells = dict[str, str]


def write_malformed(folder: Path, picture: bytes, port: int) -> list[tuple[int, str, Code]]:
    """Write `catalog.csv` and what its rows name below `folder`: number, id and code of each bad
    row, and nothing of the good ones. `port` is where a machine of this network listens.
    """
    (folder / "pictures").mkdir(parents=True)
    for name in ("good.jpg", "../outside.jpg"):
        (folder / "pictures" / name).parent.mkdir(exist_ok=True)
        (folder / "pictures" / name).write_bytes(picture)
    (folder / "pictures" / "cut.jpg").write_bytes(picture[: len(picture) // 2])
    (folder / "pictures" / "moving.gif").write_bytes(b"GIF89a" + bytes(64))
    (folder / "pictures" / "empty.jpg").write_bytes(b"")
    (folder.parent / "beside.jpg").write_bytes(picture)
    (folder / "pictures" / "link.jpg").symlink_to(folder.parent / "beside.jpg")
    (folder / "board.yaml").write_text("shots: 7\n", "utf-8")
    wanted: list[tuple[int, str, Code]] = []
    with (folder / "catalog.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        ways = _ways(port)
        for number in range(1, COUNT + COUNT // _GOOD_EVERY + 1):
            if number % (_GOOD_EVERY + 1) == 0:
                writer.writerow(_line({"id": f"good-{number}"}))
                continue
            code, cells = next(ways)
            own = {"id": f"bad-{number}", **cells}
            writer.writerow([*_line(own), *(["one more"] if code is Code.RAGGED else [])])
            wanted.append((number, own["id"].strip(), code))
    return wanted


def _line(own: Cells) -> list[str]:
    cells = {
        "title": "Steel bottle",
        "description": "A double-walled steel bottle in a matte powder coat.",
        "price": "34.90",
        "currency": "EUR",
        "images": "pictures/good.jpg",
        "seconds": "4",
        **own,
    }
    return [cells.get(name, "") for name in COLUMNS]


def _ways(port: int) -> Iterator[tuple[Code, Cells]]:
    """Without end: every way by turns, each with another of its values every time."""
    turn = 0
    while True:
        for code, column, values in (*_CELLS, (Code.URL_BLOCKED, "images", _hostile(port))):
            value = values[turn % len(values)]
            # Ids are of this turn alone, because equal rows are one.
            yield code, {column: f"{value}{turn}" if len(value) > 500 and column == "id" else value}
        # Two rows of one id that say different things are both in conflict.
        for price in ("1.00", "2.00"):
            yield Code.ID_CONFLICT, {"id": f"twice-{turn}", "price": price}
        turn += 1


_CELLS: tuple[tuple[Code, str, Sequence[str]], ...] = (
    (Code.RAGGED, "title", ("Cup",)),
    (Code.ID_MISSING, "id", ("", " ", "\u00a0")),
    (Code.TOO_LONG, "id", ("x" * 513, "é" * 600)),
    (Code.TITLE_MISSING, "title", ("", "  ", "\u200b", "<b></b>", "<script>alert(1)</script>")),
    (Code.TOO_LONG, "title", ("long " * 30, "x" * 121)),
    (Code.TOO_LARGE, "description", ("large " * 12_000,)),
    (Code.TEXT, "title", ("A bell\x07", "\x1b[31mred", "\x7f", "\ufffe", "\x9f")),
    (Code.TEXT, "description", ("Down\x08", "\x0e", "\x01\x02")),
    (Code.KIND, "kind", ("service", "products", "1", "=1+1", "product;ad")),
    (Code.PRICE, "price", ("from 12.50", "12.50.1", "NaN", "1e400", "∞", "--5", "0x10", "{price}")),
    (Code.PRICE, "price", ("9" * 16, "on request", "-", "1/2", "?", "ask us", "12,50,1")),
    (Code.PRICE_NEGATIVE, "price", ("-5.00", "-0.01", "-1")),
    (Code.WAS_PRICE, "was_price", ("9.00", "0.01", "34.89")),
    (Code.PRICE, "was_price", ("none", "--", "twice")),
    (Code.CURRENCY, "currency", ("EURO", "eu", "€€", "XXX", "123", "BTC")),
    (Code.LOCALE, "locale", ("de_DE", "german", "x", "12", "../en")),
    (Code.SECONDS, "seconds", ("0:20", "-4", "0", "1e9", "NaN", "four", "100000")),
    (Code.URL, "url", ("www.example.com", "javascript:alert(1)", "ftp://a.example/", "file:///x")),
    (Code.REVIEW, "review", ("maybe", "yes", "APPROVE")),
    (Code.IMAGE_NONE, "images", ("", " ", "|", " | ")),
    (Code.IMAGE_UNAVAILABLE, "images", ("pictures/gone.jpg", "pictures", "x" * 3_000, "a\nb.jpg")),
    (Code.IMAGE_OUTSIDE, "images", ("../beside.jpg", "pictures/link.jpg", "C:\\x.jpg")),
    (Code.IMAGE_FORMAT, "images", ("pictures/moving.gif", "catalog.csv", "board.yaml")),
    (Code.IMAGE_BROKEN, "images", ("pictures/cut.jpg", "pictures/empty.jpg")),
    (
        Code.STORYBOARD,
        "storyboard",
        ("board.yaml", "gone.yaml", "../../x.yaml", "pictures/cut.jpg"),
    ),
    (Code.STORYBOARD, "design", ("no-such-design", "../x")),
    (Code.GLYPH, "title", ("Bottle \U00013000", "Bottle \U000f0000")),
)


def _hostile(port: int) -> tuple[str, ...]:
    return (
        *(f"http://{host}:{port}/a.jpg" for host in _PRIVATE),
        *(f"{scheme}://127.0.0.1:{port}/a.jpg" for scheme in ("gopher", "ftp", "dict", "s3")),
        *("file:///etc/passwd", "http://a.example:22/a.jpg", "http://u:p@a.example/a.jpg"),
        "data:image/png;base64,AAAA",
    )


_PRIVATE = (
    *("127.0.0.1", "localhost", "0", "[::1]", "[::ffff:127.0.0.1]", "2130706433"),
    *("0x7f000001", "0177.0.0.1", "127.1", "10.0.0.1", "192.168.0.1", "169.254.169.254"),
    *("[fe80::1]", "[64:ff9b::7f00:1]", "metadata.google.internal", "printer.local", "host"),
)
