"""Lettering: each layer of type as a transparent picture of the film's size, for other editors.

It is drawn as it stands at rest: how it comes in and goes out stays callsheet's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from engine.store import BlobKind, Blobs
from engine.typeset import Placed
from schemas.setup import Canvas

__all__ = ["write_lettering"]


def write_lettering(
    placed: Sequence[Placed], canvas: Canvas, blobs: Blobs, name: Path
) -> dict[int, Path] | None:
    """Write a PNG for each layer, beside `name` and beginning with it; their paths by the layer's
    place in the edit. None where the store has not drawn all of it: the brand is another by now.
    """
    if not all(blobs.has(piece.key, BlobKind.SPRITE) for piece in placed):
        return None
    written = {}
    for layer, pieces in groupby(sorted(placed, key=attrgetter("layer")), attrgetter("layer")):
        written[layer] = name.with_name(f"{name.name}_type_{layer + 1:02d}.png")
        _write(list(pieces), canvas, blobs, written[layer])
    return written


def _write(pieces: Sequence[Placed], canvas: Canvas, blobs: Blobs, target: Path) -> None:
    from PIL import Image  # noqa: PLC0415 - heavy

    whole = Image.new("RGBA", (canvas.width, canvas.height))
    for piece in pieces:
        over = Image.new("RGBA", whole.size)
        with Image.open(blobs.path(piece.key, BlobKind.SPRITE), formats=["PNG"]) as drawn:
            over.paste(drawn.convert("RGBA"), (round(piece.x), round(piece.y)))
        whole.alpha_composite(over)
    whole.save(target)
