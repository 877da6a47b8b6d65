"""Subject: where the thing of interest lies in a photograph, and whether its backdrop is plain.

It looks at pixels only and knows nothing about canvases or cameras.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Subject", "find_subject"]

_WIDTH = 256
"""Pixels across at which pictures are looked at; more only adds noise."""
_PLAIN = 7.0
"""Lab units that the border may stray from a smooth gradient and still count as a studio sweep."""
_APART = 14.0
"""Lab units from that gradient at which a pixel belongs to the subject."""


_CUT = 0.06
"""Share of an edge that the subject may touch (a shadow does) and still count as whole."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A box around the subject and its points of interest, as fractions of width and height.

    `plain` says that the surroundings are a smooth backdrop, which may be continued outwards; but
    not sideways where the picture's left or right edge cuts the subject (`cut_across`), nor up or
    down where its top or bottom edge does (`cut_down`).
    """

    left: float
    top: float
    right: float
    bottom: float
    plain: bool
    cut_across: bool
    cut_down: bool
    details: tuple[tuple[float, float], ...]

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def find_subject(picture: NDArray[Any]) -> Subject:
    """The subject of an (h, w, 3) RGB picture.

    The border is fitted with a quadratic surface in Lab. Where that fits, the backdrop is plain and
    the subject is what departs from it. Elsewhere the subject is where the detail is.
    """
    height = max(32, round(picture.shape[0] * _WIDTH / picture.shape[1]))
    small = cv2.resize(picture, (_WIDTH, height), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    distance, residual = _off_the_backdrop(lab)
    energy = _energy(lab)
    plain = residual < _PLAIN
    mask = distance > _APART
    box = _box(mask.astype(np.float32) if plain else energy, plain=plain)
    return Subject(
        *box,
        plain=plain,
        cut_across=bool(max(mask[:, :2].mean(), mask[:, -2:].mean()) > _CUT),
        cut_down=bool(max(mask[:2].mean(), mask[-2:].mean()) > _CUT),
        details=_details(energy, box),
    )


def _off_the_backdrop(lab: NDArray[Any]) -> tuple[NDArray[Any], float]:
    height, width = lab.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    border = np.zeros((height, width), bool)
    band = max(2, width // 32)
    border[:band] = border[-band:] = True
    border[:, :band] = border[:, -band:] = True
    terms, *_ = np.linalg.lstsq(basis[border], lab[border], rcond=None)
    apart = np.linalg.norm(lab - basis @ terms, axis=-1).astype(np.float32)
    return apart, float(np.percentile(apart[border], 90))


def _energy(lab: NDArray[Any]) -> NDArray[Any]:
    light = lab[..., 0]
    along = cv2.Scharr(light, cv2.CV_32F, 1, 0)
    down = cv2.Scharr(light, cv2.CV_32F, 0, 1)
    return cv2.GaussianBlur(cv2.magnitude(along, down), (0, 0), 5).astype(np.float32)


def _box(weight: NDArray[Any], *, plain: bool) -> tuple[float, float, float, float]:
    """The range that holds the weight, less its outermost share, along each axis."""
    share = 0.004 if plain else 0.08
    if weight.sum() <= 0:
        return 0.15, 0.15, 0.85, 0.85
    across, down = weight.sum(0), weight.sum(1)
    edges = []
    for profile in (across, down):
        total = np.cumsum(profile) / profile.sum()
        low = int(np.searchsorted(total, share)) / len(profile)
        high = (int(np.searchsorted(total, 1 - share)) + 1) / len(profile)
        edges.append((low, min(1.0, max(high, low + 0.1))))
    (left, right), (top, bottom) = edges
    return left, top, right, bottom


def _details(
    energy: NDArray[Any], box: tuple[float, float, float, float]
) -> tuple[tuple[float, float], ...]:
    """Up to three places of most detail inside the box, well apart, strongest first."""
    height, width = energy.shape
    left, top, right, bottom = box
    inside = np.zeros_like(energy)
    rows, columns = (
        slice(int(top * height), int(bottom * height)),
        slice(int(left * width), int(right * width)),
    )
    inside[rows, columns] = cv2.GaussianBlur(energy, (0, 0), 8)[rows, columns]
    found = []
    for _ in range(3):
        _, strength, _, (x, y) = cv2.minMaxLoc(inside)
        if strength <= 0:
            break
        found.append((x / width, y / height))
        cv2.circle(inside, (x, y), round(width * 0.16), 0.0, -1)
    return tuple(found) or (((left + right) / 2, (top + bottom) / 2),)
