"""Heads: where faces are seen, and the heads with hair around them.

It finds faces that look more or less this way; who is seen from behind has no face.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures import models
from engine.pictures.installed import FACES
from schemas.understanding import Area

__all__ = ["find_heads", "looks_for_heads"]

_SIDE = 640
"""Pixels of the longer side at which faces are looked for: 12 pixels of face are seen."""
_SURE = 0.55
"""Score from which it is a face. Over 230 pictures the least of a face's was 0.75, and the highest
of a thing's 0.43."""
_SMALLEST = 0.02
"""Share of the picture's longer side under which a face is a bystander's, or none."""


def looks_for_heads() -> bool:
    """Whether the model that sees faces is installed."""
    return FACES.path is not None


def find_heads(rgb: NDArray[Any]) -> tuple[Area, ...]:
    """The heads in an (h, w, 3) picture, the largest first."""
    height, width = rgb.shape[:2]
    scale = min(2.0, _SIDE / max(height, width))
    h, w = (max(32, round(side * scale / 32) * 32) for side in (height, width))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    found = models.faces(cv2.resize(rgb, (w, h), interpolation=how))
    if found is None:
        return ()
    score, size, offset = found
    rows, columns = np.nonzero(score > _SURE)
    if not len(rows):
        return ()
    at = rows, columns
    tall, wide = np.exp(size[0][at]) * 4, np.exp(size[1][at]) * 4
    y, x = (rows + offset[0][at] + 0.5) * 4, (columns + offset[1][at] + 0.5) * 4
    boxes = np.stack([x - wide / 2, y - tall / 2, wide, tall], axis=1)
    kept = np.array(cv2.dnn.NMSBoxes(boxes.tolist(), score[at].tolist(), _SURE, 0.3)).ravel()
    faces = [boxes[n] for n in kept if max(boxes[n][2:]) >= _SMALLEST * max(h, w)]
    heads = [_head(face.tolist(), w, h) for face in faces]
    return tuple(sorted(heads, key=lambda one: -(one.right - one.left) * (one.bottom - one.top)))


def _head(face: Sequence[float], width: int, height: int) -> Area:
    """The head about a face (left, top, width, height): hair stands above and beside it."""
    left, top, wide, tall = face

    def share(value: float, whole: int) -> float:
        return round(min(1.0, max(0.0, value / whole)), 4)

    return Area(
        left=share(left - 0.28 * wide, width),
        top=share(top - 0.45 * tall, height),
        right=share(left + 1.28 * wide, width),
        bottom=share(top + 1.12 * tall, height),
    )
