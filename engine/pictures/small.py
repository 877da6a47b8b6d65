"""Small: a picture as one is sent to somebody who only has to see what is on it."""

from __future__ import annotations

import io
from pathlib import Path

from engine.pictures.upright import DAMAGED, upright
from schemas.errors import WorkError

__all__ = ["small_jpeg"]

_QUALITY = 80


def small_jpeg(path: Path) -> bytes:
    """The picture as JPEG, upright, its longer side at most 512 pixels, its transparent parts made
    plain. Raises WorkError for a file that cannot be opened any more.
    """
    from PIL import Image  # noqa: PLC0415 - heavy, and only where pictures are opened

    from engine.pictures.view import view_of  # noqa: PLC0415 - OpenCV, likewise

    try:
        with Image.open(path) as opened:
            small = view_of(upright(opened)).small
    except DAMAGED as error:
        raise WorkError(
            "a picture cannot be shown to the writer",
            f"{path}: {error}",
            "See that the file is as it was when the row was planned.",
        ) from error
    target = io.BytesIO()
    Image.fromarray(small).save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
