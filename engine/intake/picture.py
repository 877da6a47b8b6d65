"""Picture: one file's bytes, decoded in full to prove that they are a picture, and looked at.

It does not know rows or folders; paths are only named in errors.
"""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.pictures.upright import DAMAGED, upright
from schemas.brief import Picture
from schemas.errors import RowError
from schemas.reject import Code
from schemas.understanding import Understanding

__all__ = ["MOST_BYTES", "SMALLEST_SIDE", "kind_of", "read_pictures", "too_large"]

MOST_BYTES = 25_000_000
"""Over 25 MB is Q:IMAGE_LIMIT: no film shows more, and a row may have many."""
SMALLEST_SIDE = 64
"""Pixels. Less cannot be shown at the size of a film without being seen as squares."""
_MOST_SCANS = 100
"""Of a JPEG: a progressive one has about ten. A decoder goes through all pixels for each, so that a
file of 20 MB can keep it busy for hours."""

_FOREIGN = {
    b"GIF8": "a GIF",
    b"BM": "a BMP",
    b"II*\0": "a TIFF",
    b"MM\0*": "a TIFF",
    b"8BPS": "a Photoshop document",
    b"%PDF": "a PDF",
    b"%!PS": "PostScript",
    b"<svg": "an SVG",
    b"<?xml": "XML or an SVG",
    b"<": "a web page",
    b"PK\x03\x04": "a ZIP file",
    b"version https://git-lfs": "a Git LFS pointer, not the picture itself",
}
_AT_ONCE = 4
"""Threads: Pillow decodes without the GIL, and one picture takes up to 270 MB meanwhile."""


def read_pictures(
    files: Sequence[tuple[Path, str]], known: Callable[[str], Understanding | None]
) -> list[Picture | RowError]:
    """The picture in each file, or what is wrong with it; its name stands in result and error.

    The size is upright: as seen once the EXIF orientation is applied. Hash, pixels and what is seen
    in them are of the same bytes, read once; `known` tells what was seen in bytes before. Errors:
    Q:IMAGE_LIMIT (bytes, pixels), Q:IMAGE_FORMAT (not JPEG, PNG or WebP, whatever it is called),
    Q:IMAGE_BROKEN, Q:IMAGE_SMALL, Q:IMAGE_UNAVAILABLE (no permission to read). Files are decoded
    side by side.
    """
    if not files:
        return []
    from PIL import Image  # noqa: PLC0415 - only where pictures are opened

    # Filters of warnings belong to the process, so they are set here and not in each thread.
    with warnings.catch_warnings():
        # Pillow warns above 89 megapixels, and so would whoever opens the picture later: that is
        # the limit. Metadata that it cannot read is no matter here.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1)) as threads:
            return list(threads.map(lambda file: _found(file[0], file[1], known), files))


def _found(
    path: Path, name: str, known: Callable[[str], Understanding | None]
) -> Picture | RowError:
    try:
        return _read(path, name, known)
    except RowError as error:
        return error


def _read(path: Path, name: str, known: Callable[[str], Understanding | None]) -> Picture:
    where = f"images: {name!r}"
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RowError(
            Code.IMAGE_UNAVAILABLE,
            f"the picture cannot be read: {error.strerror}",
            where,
            "Check its permissions.",
        ) from error
    if len(data) > MOST_BYTES:
        raise too_large(where, path.stat().st_size)
    kind = kind_of(data, where)
    # Within a scan's data this mark never stands (ISO/IEC 10918-1, B.1.1.5).
    if kind == "JPEG" and data.count(b"\xff\xda") > _MOST_SCANS:
        raise _bomb(f"it has more than {_MOST_SCANS} scans", where)
    pixels = _decoded(data, kind, where)
    height, width = pixels.shape[:2]
    if min(width, height) < SMALLEST_SIDE:
        raise RowError(
            Code.IMAGE_SMALL,
            f"the picture is smaller than {SMALLEST_SIDE} pixels",
            f"{where}, {width}x{height}",
            "Give a larger one; 1500 pixels or more look best.",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    return Picture(
        path=name,
        sha256=sha256,
        width=width,
        height=height,
        format=kind,
        seen=known(sha256) or _understood(pixels),
    )


def _understood(pixels: NDArray[np.uint8]) -> Understanding:
    from engine.pictures.seeing import understand  # noqa: PLC0415 - OpenCV, for new pictures alone

    return understand(pixels)


def too_large(where: str, size: int | None = None) -> RowError:
    """What is wrong with a picture of `size` bytes, or of more than a picture may have."""
    return RowError(
        Code.IMAGE_LIMIT,
        f"the picture is larger than {MOST_BYTES // 1_000_000} MB",
        where if size is None else f"{where}, {size / 1e6:.1f} MB",
        "Save it smaller; 4000 pixels on the longer side are plenty.",
    )


def kind_of(data: bytes, where: str) -> str:
    """JPEG, PNG or WEBP, by the bytes. Raises RowError (IMAGE_FORMAT, IMAGE_BROKEN)."""
    if not data:
        raise RowError(
            Code.IMAGE_BROKEN, "the picture file is empty", where, "Copy or export it again."
        )
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        what = "a HEIC, AVIF or video file"
    else:
        start = data[:64].lstrip()
        what = next(
            (what for mark, what in _FOREIGN.items() if start.startswith(mark)),
            "of a format that is not known",
        )
    raise RowError(
        Code.IMAGE_FORMAT, f"the picture is {what}", where, "Save it as JPEG, PNG or WebP."
    )


def _decoded(data: bytes, kind: str, where: str) -> NDArray[np.uint8]:
    """(h, w, 3), or (h, w, 4) where there is transparency, upright."""
    from PIL import Image  # noqa: PLC0415 - only where pictures are opened

    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            return upright(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _bomb(str(error), where) from error
    except DAMAGED as error:
        if "too large" in str(error):
            raise _bomb(str(error), where) from error
        words = str(error).partition("<")[0].strip() or type(error).__name__
        raise RowError(
            Code.IMAGE_BROKEN,
            f"the {kind} cannot be decoded to its end: {words}",
            where,
            "Export or copy it again.",
        ) from error


def _bomb(words: str, where: str) -> RowError:
    return RowError(
        Code.IMAGE_LIMIT,
        f"the picture unpacks to more than is safe ({words})",
        where,
        "Save it smaller; 4000 pixels on the longer side are plenty.",
    )
