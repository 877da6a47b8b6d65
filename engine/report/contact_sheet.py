"""Contact sheet: `index.html`, every film of an output folder on one page that needs nothing else.

It does not know how the page is laid out (the templates do), nor how films came about.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from engine.report import words
from engine.report.replacing import replacing
from engine.report.sheet import Row, rows_of
from schemas.film import Film
from schemas.reject import Reject
from schemas.run import Counts

__all__ = ["write_contact_sheet"]

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
    films: Sequence[Film],
    rejects: Sequence[Reject],
    downgrades: Sequence[str],
    made_at: datetime,
    operations: Mapping[str, str] | None = None,
) -> Path:
    """Write `index.html` under `folder`; its path.

    `films` are those that stand under `folder`, and are shown by row in the order given. A
    `production` without a name is headed "Films".
    `operations` names the operation of each take by its key, where that is known. The page loads
    nothing but the folder's own films, pictures and captions, opens from a disk or a server, and
    runs one script of its own, for filtering: its Content-Security-Policy names the hashes of that
    script and of the style. Raises ValueError for a film whose file leads out of `folder`.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - heavy
    from markupsafe import Markup  # noqa: PLC0415 - comes with it

    templates = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = rows_of(folder, films, operations or {})
    style = _text("contact_sheet.css") + _shapes(rows)
    script = _text("contact_sheet.js")
    page = templates.get_template("contact_sheet.html").stream(
        production=production,
        counts=counts,
        rows=rows,
        shape_of=_shape_of(rows),
        films=films,
        rejects=rejects,
        downgrades=downgrades,
        made_at=made_at,
        words=words,
        clear=_CLEAR,
        # Both are ours and hold nothing from a row: the only text that is not escaped.
        style=Markup(style),  # noqa: S704 - ours
        script=Markup(script),  # noqa: S704 - ours
        policy=_policy(style, script),
    )
    target = folder / "index.html"
    with replacing(target) as part:
        page.dump(str(part), encoding="utf-8")
    return target


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
