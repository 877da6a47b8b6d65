"""Contact sheet: `index.html`, every film of an output folder on one page that needs nothing else.

It does not know how the page is laid out (the templates do), nor how films came about.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.files import replacing
from engine.report import words
from engine.report.distribution import Spread
from engine.report.sheet import Row, rows_of
from schemas.film import Film
from schemas.reject import Reject
from schemas.run import Counts

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["write_contact_sheet"]

_REJECTS = 500
"""Rejects that the first page shows; rejects.csv holds all."""

_TEMPLATES = Path(__file__).parent / "templates"
_CLEAR = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
"""A clear pixel for a poster. Browsers fetch posters of films far below at once, all 2,000 of them;
the thumbnail is a lazy picture behind the film instead. Chromium paints grey where there is no
poster at all."""


def write_contact_sheet(
    folder: Path,
    *,
    production: str,
    counts: Counts,
    standing: int,
    pages: Iterable[Sequence[Film]],
    rejects: Iterable[Reject],
    downgrades: Sequence[str],
    made_at: datetime,
    craft: Sequence[Spread] = (),
) -> Path:
    """Write `index.html` under `folder`, and `page-2.html` and so on beside it; the first's path.

    `pages` are the films that stand under `folder`, `standing` in number, and are shown by row in
    the order given; those that the run of `counts` neither made nor found as they should be are
    said to be left as they were. A
    `production` without a name is headed "Films". Each page loads nothing but the folder's own
    films, pictures and captions, opens from a disk or a server, and runs one script of its own, for
    filtering: its Content-Security-Policy names the hashes of that script and of the style. The
    first rejects stand on the first page, and `craft`, how all films spread over its measures.
    Raises ValueError for a film whose file leads out of `folder`.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - heavy

    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = templates.get_template("contact_sheet.html")
    head = {
        "production": production,
        "counts": counts,
        "standing": standing,
        "downgrades": downgrades,
        "made_at": made_at,
        "words": words,
        "clear": _CLEAR,
    }
    shown = list(islice(rejects, _REJECTS))
    number = 1
    rest = iter(pages)
    films: Sequence[Film] | None = next(rest, ())
    while films is not None:
        following = next(rest, None)
        _write_page(
            folder / _name(number),
            template,
            head
            | {
                "films": films,
                "rejects": shown if number == 1 else [],
                "craft": craft if number == 1 else (),
                "number": number,
                "before": _name(number - 1) if number > 1 else "",
                "after": _name(number + 1) if following is not None else "",
            },
        )
        films, number = following, number + 1
    for stale in folder.glob("page-*.html"):
        if stale.name not in {_name(one) for one in range(2, number)}:
            stale.unlink()
    return folder / "index.html"


def _name(number: int) -> str:
    return "index.html" if number == 1 else f"page-{number}.html"


def _write_page(target: Path, template: Template, values: Mapping[str, Any]) -> None:
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    rows = rows_of(target.parent, values["films"])
    style = _text("contact_sheet.css") + _shapes(rows)
    script = _text("contact_sheet.js")
    page = template.stream(
        **values,
        rows=rows,
        shape_of=_shape_of(rows),
        # Both are ours and hold nothing from a row: the only text that is not escaped.
        style=Markup(style),  # noqa: S704 - ours
        script=Markup(script),  # noqa: S704 - ours
        policy=_policy(style, script),
    )
    with replacing(target) as part:
        page.dump(str(part), encoding="utf-8")


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy under which a title could not act even if it escaped escaping.

    `file:` stands beside 'self' for pages opened from a disk, where a browser may count every file
    as a site of its own.
    """
    own = "'self' file: data:"
    return "; ".join(
        [
            "default-src 'none'",
            f"img-src {own}",
            f"media-src {own}",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _shape_of(rows: Iterable[Row]) -> dict[tuple[str, ...], int]:
    """Every row's and every card's shape, numbered: inline styles would need a laxer policy."""
    shapes = {shape: None for row in rows for shape in (row.ratios, *((r,) for r in row.ratios))}
    return {shape: number for number, shape in enumerate(shapes)}


def _shapes(rows: Iterable[Row]) -> str:
    """A class for each shape: the sum of its ratios, and how many gaps lie between the films."""
    return "".join(
        f".s{number}{{--r:{sum(map(float, shape)):.4f};--gaps:{len(shape) - 1}}}\n"
        for shape, number in _shape_of(rows).items()
    )
