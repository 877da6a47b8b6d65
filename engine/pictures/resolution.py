"""Resolution: how many pixels across a picture really resolves.

It does not know what is in the picture.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["true_width"]

_TILE = 128
"""Pixels of a tile's side: the sharpest tiles tell, because the rest may be out of focus."""
_TILES = 8
_SCALES = (0.2, 0.25, 0.33, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_LOST = 0.045
"""Share of a tile's contrast that is lost where it is made smaller than it resolves, and large
again."""
_NOISE = 1.0
"""Levels of 255 that are noise, or a JPEG's."""


def true_width(grey: NDArray[Any]) -> int:
    """Pixels across that an (h, w) picture resolves; its own width where it was not enlarged.

    What survives being made smaller and large again was never there in more detail.
    """
    width = int(grey.shape[1])
    tiles = _sharpest(grey)
    for scale in _SCALES:
        if all(_lost(tile, scale) <= _LOST for tile in tiles):
            return max(1, round(width * scale))
    return width


def _sharpest(grey: NDArray[Any]) -> list[NDArray[Any]]:
    height, width = grey.shape
    edges = abs(cv2.Laplacian(grey, cv2.CV_16S, ksize=1)).astype(np.float32)
    rows, columns = max(1, height // _TILE), max(1, width // _TILE)
    cells = cv2.resize(edges, (columns, rows), interpolation=cv2.INTER_AREA)
    tiles = []
    for place in np.argsort(-cells, axis=None, kind="stable")[:_TILES]:
        row, column = divmod(int(place), columns)
        y, x = row * height // rows, column * width // columns
        tile = grey[y : y + _TILE, x : x + _TILE].astype(np.float32)
        if float(tile.std()) > 4:
            tiles.append(tile)
    return tiles


def _lost(tile: NDArray[Any], scale: float) -> float:
    height, width = tile.shape
    small = cv2.resize(
        tile,
        (max(2, round(width * scale)), max(2, round(height * scale))),
        interpolation=cv2.INTER_AREA,
    )
    again = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    inner = (slice(8, -8), slice(8, -8))
    off = float(np.sqrt(np.square(tile[inner] - again[inner]).mean()))
    return max(0.0, off - _NOISE) / float(tile.std())
