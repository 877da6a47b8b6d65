"""Sight: a row's pictures as its writer gets to see them: in words, and themselves.

The words come from what was understood of each picture. It does not know whether a server takes
pictures; `dialect` does.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.brief import Picture
from schemas.understanding import Area, PictureKind

__all__ = ["LONGEST_VIEW", "TOKENS", "Shown", "parts_of", "shape_of", "view_of"]

TOKENS = 3000
"""Tokens that a small picture costs at most: 2,833 at gpt-4o-mini in low detail, the highest known;
most count 85 to 400.
"""
LONGEST_VIEW = 600
"""Bytes of what one picture is said to show."""
_SURE = 0.5
"""Confidence from which it is said what a picture is about."""
_WHOLE = frozenset({PictureKind.ART, PictureKind.DIAGRAM, PictureKind.SCREENSHOT, PictureKind.TEXT})
_COLOURS = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that goes with a request: its bytes' hash, and the file."""

    sha256: str
    path: Path


def shape_of(picture: Picture) -> str:
    """Landscape, portrait or square."""
    aspect = picture.width / picture.height
    return "landscape" if aspect > 1.1 else "portrait" if aspect < 0.9 else "square"


def view_of(picture: Picture) -> dict[str, Any]:
    """What is known of the picture, in words: its kind, where its subject stands and how large,
    where it is calm, whose heads are in it, what colours it has. Nothing where nobody is sure.
    """
    seen = picture.seen
    if seen.confidence < _SURE:
        return {}
    found: dict[str, Any] = {"kind": seen.kind.value, "subject": _placed(seen.subject)}
    if seen.heads:
        found["people"] = len(seen.heads)
    if seen.kind in _WHOLE:
        found["show"] = "whole"
    if free := [_side(area) for area in seen.calm[:2]]:
        found["free"] = list(dict.fromkeys(free))
    if seen.colours:
        found["colours"] = list(seen.colours[:_COLOURS])
    return found


def parts_of(pictures: tuple[Shown, ...]) -> list[dict[str, Any]]:
    """The pictures as parts of a message, in OpenAI's form. Raises WorkError."""
    from engine.pictures.view import small_jpeg  # noqa: PLC0415 - OpenCV is heavy

    parts: list[dict[str, Any]] = []
    for n, picture in enumerate(pictures):
        data = base64.b64encode(small_jpeg(picture.path)).decode()
        url = {"url": f"data:image/jpeg;base64,{data}", "detail": "low"}
        parts += [
            {"type": "text", "text": f"Picture {n}:"},
            {"type": "image_url", "image_url": url},
        ]
    return parts


def _placed(area: Area) -> str:
    """Where a box stands and how much of the picture it takes: "left, 40% of the picture"."""
    share = (area.right - area.left) * (area.bottom - area.top)
    return f"{_side(area)}, {5 * round(20 * share)}% of the picture"


def _side(area: Area) -> str:
    across = (area.left + area.right) / 2
    down = (area.top + area.bottom) / 2
    sides = (
        "top" if down < 0.36 else "bottom" if down > 0.64 else "",
        "left" if across < 0.36 else "right" if across > 0.64 else "",
    )
    return " ".join(filter(None, sides)) or "middle"
