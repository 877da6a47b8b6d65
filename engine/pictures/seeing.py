"""Seeing: one picture looked at once, and all that is known of it.

It does not know what the picture is used for, nor where it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures import models
from engine.pictures.calm import calm_areas, details_of
from engine.pictures.colours import commonest, hexadecimal
from engine.pictures.ground import Ground, find_ground, surface
from engine.pictures.heads import find_heads, looks_for_heads
from engine.pictures.installed import TEXTS, eyes
from engine.pictures.kinds import Evidence, area_of, judged
from engine.pictures.resolution import true_width
from engine.pictures.texts import find_texts, read_words
from engine.pictures.traits import traits_of
from engine.pictures.view import opaque, view_of
from schemas.understanding import Area, PictureKind, Understanding

__all__ = ["understand"]

_FAINT = 0.3
"""Heat from which a pixel may be of the subject: the legs of a chair are faint beside its seat."""
_UNEXPLAINED = 0.05
"""Share of the picture that may be of no thing and not of the ground either."""
_TORN = 10
"""A hole of a tenth of what matters leaves no hope of cutting it out."""
_CUT = 0.04
"""Share of an edge that the subject may touch and still count as whole."""
_WHOLE = Area(left=0, top=0, right=1, bottom=1)
_OF_THINGS = frozenset({PictureKind.PACKSHOT, PictureKind.WORN, PictureKind.SCENE})
_READ = frozenset({PictureKind.ART, PictureKind.DIAGRAM, PictureKind.SCREENSHOT})
_SHOWN_WHOLE = frozenset({PictureKind.ART, PictureKind.SCREENSHOT, PictureKind.TEXT})


def understand(pixels: NDArray[Any]) -> Understanding:
    """What is seen in an (h, w, 3) RGB or (h, w, 4) RGBA picture, upright, in sRGB.

    The same pixels and the same `eyes` give the same answer, on every machine.
    """
    view = view_of(pixels)
    ground = find_ground(view.tiny)
    heat = None if view.transparent else _heat(view.tiny)
    plain = ground.plain and not view.transparent and (heat is None or _explains(ground, heat))
    alone = plain or view.transparent
    things = view.solid if view.transparent else ground.things
    weight, sharp = _weight(things if alone else None, heat, view.tiny)
    mask = weight > 0.5
    traits = traits_of(view.small, _mask(things if alone else mask, view.small))
    texts, heights = find_texts(view.rgb)
    heads = find_heads(view.rgb)
    evidence = Evidence(
        cut_out=view.transparent,
        plain=plain,
        kept=ground.kept,
        pale=alone and not things.all() and float(view.tiny[~things].mean()) > 235,
        soft=view.soft,
        traits=traits,
        heads=heads,
        texts=texts,
        heights=heights,
        looked=looks_for_heads(),
        read=TEXTS.path is not None,
        sharp=sharp,
        upright=_upright(mask),
        wide=_touches(mask[:, :2], mask[:, -2:]),
        loose=_loose(texts, things if alone else mask, told=alone or heat is not None),
    )
    kind, confidence = judged(evidence)
    if heat is not None and kind in _OF_THINGS:
        mask |= heat > _from(heat, kind)
    whole = kind in _SHOWN_WHOLE and not view.transparent
    subject = _WHOLE if whole else _around([_box(mask), *heads])
    light = cv2.cvtColor(view.tiny.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[..., 0]
    taken = cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    return Understanding(
        kind=kind,
        confidence=confidence,
        subject=subject,
        clean=_clean(things, heat, plain=plain, transparent=view.transparent),
        plain=_ground_colour(view.tiny, ground) if plain else None,
        transparent=view.transparent,
        cut_across=_touches(mask[:, :2], mask[:, -2:]),
        cut_down=_touches(mask[:2], mask[-2:]),
        heads=heads,
        texts=texts,
        words=read_words(view.rgb) if kind in _READ else (),
        calm=calm_areas(light, taken, [*heads, *texts]),
        details=details_of(light, np.where(mask, np.maximum(weight, 0.5), 0).astype(np.float32)),
        true_width=true_width(cv2.cvtColor(opaque(pixels), cv2.COLOR_RGB2GRAY)),
        colours=commonest(view.tiny, mask),
        eyes=eyes(),
    )


def _mask(mask: NDArray[Any], like: NDArray[Any]) -> NDArray[Any]:
    size = like.shape[1], like.shape[0]
    return cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0


def _heat(tiny: NDArray[Any]) -> NDArray[Any] | None:
    """How much each pixel of the tiny picture matters; None without the model."""
    heat = models.heat(tiny)
    size = tiny.shape[1], tiny.shape[0]
    return None if heat is None else cv2.resize(heat, size, interpolation=cv2.INTER_LINEAR)


def _from(heat: NDArray[Any], kind: PictureKind) -> float:
    """Heat from which pixels are of the subject: faint ones too, where they add to it only what is
    thin, and no half of the picture that is lukewarm.
    """
    few = (heat > _FAINT).sum() < 1.8 * (heat > 0.5).sum()
    return _FAINT if few and kind != PictureKind.PACKSHOT else 0.5


def _explains(ground: Ground, heat: NDArray[Any]) -> bool:
    """Whether what is no thing is of the ground: a floor below a wall is neither."""
    away = cv2.dilate((heat > 0.15).astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    other = (away & (ground.apart > 8)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(other)
    edges = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    at_edge = np.setdiff1d(np.unique(edges), [0])
    area = stats[at_edge, cv2.CC_STAT_AREA].sum()
    return count == 1 or bool(area < _UNEXPLAINED * other.size)


def _weight(
    things: NDArray[Any] | None, heat: NDArray[Any] | None, tiny: NDArray[Any]
) -> tuple[NDArray[Any], float]:
    """How much of the subject each pixel is (h, w), and how surely it is told from the rest."""
    if things is not None:
        if heat is None:
            return things.astype(np.float32), 1.0
        # On a plain ground what stands out is known to the pixel; the model tells what of it is
        # far from anything that matters: a shadow, a reflection, a joint between boards.
        near = cv2.dilate((heat > 0.25).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
        agreed = things & near
        kept = agreed if agreed.sum() > 0.5 * (heat > 0.5).sum() and agreed.any() else things
        return kept.astype(np.float32), 1.0
    if heat is not None and (heat > 0.5).mean() > 0.01:
        middling = float(((heat > 0.25) & (heat < 0.75)).mean())
        return heat, max(0.0, 1 - 2.5 * middling)
    return _energy(tiny), 0.0


def _loose(texts: Sequence[Area], things: NDArray[Any], *, told: bool) -> float:
    """Share of the picture that is words beside its larger things.

    Things that are hardly larger than the words on them are the words.
    """
    if not told:
        return 0.0
    height, width = things.shape
    closed = cv2.morphologyEx(things.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    areas = stats[:count, cv2.CC_STAT_AREA] * (np.arange(count) > 0)
    share = 0.0
    for text in texts:
        rows = slice(int(text.top * height), int(np.ceil(text.bottom * height)))
        columns = slice(int(text.left * width), int(np.ceil(text.right * width)))
        large = areas > max(0.02, 2 * area_of(text)) * things.size
        if large[labels[rows, columns]].mean() < 0.4:
            share += area_of(text)
    return share


def _energy(tiny: NDArray[Any]) -> NDArray[Any]:
    """Where the detail is, 0 to 1: what is looked at where nobody can see what it is."""
    light = cv2.cvtColor(tiny.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)[..., 0]
    along, down = cv2.Scharr(light, cv2.CV_32F, 1, 0), cv2.Scharr(light, cv2.CV_32F, 0, 1)
    energy = cv2.GaussianBlur(cv2.magnitude(along, down), (0, 0), 6)
    return (energy / max(1e-6, float(np.percentile(energy, 98)))).clip(0, 1).astype(np.float32)


def _box(mask: NDArray[Any]) -> Area:
    """The box around the mask, less specks: what is less than 2% of the largest part."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count == 1:
        return Area(left=0.1, top=0.1, right=0.9, bottom=0.9)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    kept = (areas >= 0.02 * areas.max())[labels] & mask
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    height, width = mask.shape
    return Area(
        left=round(int(columns[0]) / width, 4),
        top=round(int(rows[0]) / height, 4),
        right=round((int(columns[-1]) + 1) / width, 4),
        bottom=round((int(rows[-1]) + 1) / height, 4),
    )


def _around(boxes: list[Area]) -> Area:
    return Area(
        left=min(one.left for one in boxes),
        top=min(one.top for one in boxes),
        right=max(one.right for one in boxes),
        bottom=max(one.bottom for one in boxes),
    )


def _clean(
    things: NDArray[Any], heat: NDArray[Any] | None, *, plain: bool, transparent: bool
) -> float:
    """How surely the things can be cut out: less, the larger a part of what matters has the
    ground's own colour, as glass and a white mug before white have.
    """
    if transparent:
        return 1.0
    if not plain or not things.any():
        return 0.0
    if heat is None:
        return 0.5
    hot = (heat > 0.6).astype(np.uint8)
    filled = cv2.morphologyEx(things.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    missing = cv2.erode(cv2.min(hot, 1 - filled), np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(missing)
    largest = int(stats[1:, cv2.CC_STAT_AREA].max(initial=0))
    return round(max(0.0, 1 - _TORN * largest / max(1, int(hot.sum()))), 2)


def _touches(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return bool(max(one.mean(), other.mean()) > _CUT)


def _upright(mask: NDArray[Any]) -> bool:
    """Whether the mask enters by the top or the bottom edge and goes through nearly all of the
    picture, as people do whom a photographer has cut off. Things that are cut do not go so far.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return False
    enters = max(mask[:2].mean(), mask[-2:].mean()) > 0.12
    return bool(enters and (rows[-1] - rows[0]) > 0.88 * mask.shape[0] and mask.mean() > 0.2)


def _ground_colour(tiny: NDArray[Any], ground: Ground) -> str:
    """The median of the ground's pixels, or of its surface where hardly any is seen."""
    seen = tiny[ground.apart < 5]
    if len(seen) < 50:
        lab = (surface(16, 16) @ ground.terms).astype(np.float32)
        seen = (cv2.cvtColor(lab, cv2.COLOR_Lab2RGB) * 255).reshape(-1, 3)
    return hexadecimal(np.median(seen, axis=0).astype(np.float32))
