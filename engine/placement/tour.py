"""Tour: the part of a screenshot that is gone into, once the whole was seen.

Pure geometry over shares and pixels: it knows what was understood of the picture and where the
whole stands. What words mean it does not know: somebody else says what a shot points at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from engine.placement.table import Box
from engine.placement.windows import CARD, MOST_ENLARGED, Seen, overlap, within
from schemas.placement import PicturePlace, Stop, Use, Window
from schemas.setup import Canvas
from schemas.shot import Camera
from schemas.understanding import Area, PictureKind

__all__ = ["pieces_of", "tour_of"]

_NEARER, _LEAST = 2.0, 1.25
"""Times the size of the whole to which it is gone in at most, and under which it is not worth a
move."""
_STEP = 0.9
"""How much less the next try is gone in, where words would be cut."""
_AIR = 0.012
"""Share of the picture between words and the edge of what is seen of it, at least."""
_TARGET = 0.92
"""Share of what is seen that the thing pointed at may take."""
_DENSE = 0.5
"""Share of all that is written which half the picture's width and height must hold to be where most
is written. Evenly spread, it would hold a quarter."""
_OFF = (0.0, -0.2, 0.2)
"""How far from the middle of what is seen the target may stand, as shares of that: emptiness
beside it is worth less than what else is written."""
_FULL, _ASIDE = 0.5, 0.3
"""What all that is written is worth, and what a target aside costs, against the largest size."""
_SLIVER = 0.4
"""Share of its first width or height that what is seen keeps at least."""
_TURNS = 80
"""Edges that are moved at most."""


def tour_of(place: PicturePlace, seen: Seen, canvas: Canvas, camera: Camera) -> tuple[Stop, ...]:
    """Where the camera goes in a picture that stands whole at `place`; nowhere where the picture is
    no screenshot.

    It goes as near as twice the size of the whole, enlarges no pixel beyond what the picture has,
    and no edge of what it shows cuts a line of words. Where that is hardly nearer than the whole,
    the whole is shown; and what is seen already is not gone to again. What nobody pointed at and
    cannot be gone into is no stop.
    """
    whole = place.use is Use.CARD or (place.use is Use.CUT_OUT and not place.matte)
    if not whole or seen.kind is not PictureKind.SCREENSHOT or place.enters or not seen.is_sure:
        return ()
    words = pieces_of(seen.texts, [box for _, box in seen.words])
    stops: list[Stop] = []
    for sight in camera.tour:
        target = _box(sight.at) if sight.at is not None else _densest(words)
        if target is None:
            continue
        if stops and sight.at is not None and _shows(stops[-1].window, target):
            stops.append(stops[-1].model_copy(update={"after": sight.after}))
        elif found := _nearest(target, words, place, seen, canvas):
            stops.append(_made(*found, place, seen, canvas, sight.after))
        elif sight.at is not None:
            stops.append(_whole(place, sight.after))
    return tuple(stops)


def _nearest(
    target: Box, words: Sequence[Box], place: PicturePlace, seen: Seen, canvas: Canvas
) -> tuple[Box, float] | None:
    """The part of the picture around the target that is seen largest, and the frame's pixels for
    one of its own; None where that is hardly larger than in the whole.
    """
    box = place.box
    frame = (box.right - box.left) * canvas.width, (box.bottom - box.top) * canvas.height
    room = CARD * frame[0] / seen.width, CARD * frame[1] / seen.height
    usual = frame[0] / ((place.window.right - place.window.left) * seen.width)
    most = min(_NEARER * usual, MOST_ENLARGED * seen.true_width / seen.width)
    scale, written = most, sum(map(_size, words)) or 1.0
    best: tuple[float, Box, float] | None = None
    while scale >= _LEAST * usual:
        for x, y in product(_OFF, _OFF):
            window = _clear(_around(target, room, scale, (x, y)), words, target)
            if window is None:
                continue
            found = min(room[0] / (window[2] - window[0]), room[1] / (window[3] - window[1]), most)
            inside = sum(_size(box) for box in words if within(box, window)) / written
            worth = found / most + _FULL * inside - _ASIDE * (abs(x) + abs(y))
            if found >= _LEAST * usual and (best is None or worth > best[0] + 1e-9):
                best = worth, window, found
        scale *= _STEP
    return None if best is None else best[1:]


def _shows(window: Window, target: Box) -> bool:
    """Whether a window that is not the whole picture shows the target, clear of its edges."""
    box = window.left, window.top, window.right, window.bottom
    near = min(box[2] - box[0], box[3] - box[1]) < 1
    inner = box[0] + _AIR, box[1] + _AIR, box[2] - _AIR, box[3] - _AIR
    return near and within(target, inner)


def _whole(place: PicturePlace, after: float) -> Stop:
    """The picture as it stands, for what cannot be gone into."""
    window, box = place.window, place.box
    across = (box.right - box.left) / (window.right - window.left)
    down = (box.bottom - box.top) / (window.bottom - window.top)
    left, top = box.left - window.left * across, box.top - window.top * down
    return Stop(
        window=Window(left=0, top=0, right=1, bottom=1),
        box=Area(
            left=max(0.0, left),
            top=max(0.0, top),
            right=min(1.0, left + across),
            bottom=min(1.0, top + down),
        ),
        after=after,
    )


def pieces_of(blocks: Sequence[Box], lines: Sequence[Box]) -> tuple[Box, ...]:
    """What is written, in pieces that an edge may pass between: lines, and blocks of which no line
    is known.
    """
    loose = (block for block in blocks if not any(overlap(block, line) for line in lines))
    return (*lines, *loose)


def _densest(words: Sequence[Box]) -> Box | None:
    """The part in which most is written; None where that is everywhere, or hardly anything is."""
    total = sum(map(_size, words))
    best: tuple[float, list[Box]] = (0.0, [])
    for one in words:
        x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
        left, top = min(max(x - 0.25, 0.0), 0.5), min(max(y - 0.25, 0.0), 0.5)
        inside = [box for box in words if within(box, (left, top, left + 0.5, top + 0.5))]
        share = sum(map(_size, inside)) / total
        if share > best[0] + 1e-9:
            best = share, inside
    if best[0] < _DENSE or len(best[1]) < 2:
        return None
    lefts, tops, rights, bottoms = zip(*best[1], strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _around(target: Box, room: tuple[float, float], scale: float, off: tuple[float, float]) -> Box:
    """The part of the picture with the target in its middle, less `off` of its size, as far as the
    picture's edges let it, that fills `room` (frame pixels per pixel of the picture, if all of it
    were to fill that).
    """
    edges: list[tuple[float, float]] = []
    for axis in range(2):
        span = min(1.0, room[axis] / scale)
        middle = (target[axis] + target[axis + 2]) / 2 + off[axis] * span
        start = min(max(middle - span / 2, 0.0), 1 - span)
        edges.append((start, start + span))
    (left, right), (top, bottom) = edges
    return left, top, right, bottom


def _clear(window: Box, words: Sequence[Box], target: Box) -> Box | None:
    """The window with its edges moved so that they cut no words; None where the target does not
    fit in.

    Each edge goes to the nearer side of what it cuts. Once it went out it comes in no more, so that
    this ends.
    """
    edges, gone_out = list(window), [False] * 4
    spans = window[2] - window[0], window[3] - window[1]
    for _ in range(_TURNS):
        cut = next((box for box in words if _is_cut(edges, box)), None)
        if cut is None:
            break
        ways = [
            (abs(edge - edges[side]), side, edge, out)
            for side in range(4)
            for edge, out in _ways(side, edges, cut, target, spans)
            if out or not gone_out[side]
        ]
        if not ways:
            return None
        _, side, edge, outwards = min(ways)
        edges[side], gone_out[side] = edge, gone_out[side] or outwards
    left, top, right, bottom = edges
    wide, high = right - left, bottom - top
    fits = target[2] - target[0] <= _TARGET * wide and target[3] - target[1] <= _TARGET * high
    clear = not any(_is_cut(edges, box) for box in words)
    found = left, top, right, bottom
    return found if fits and clear and within(target, found) else None


def _ways(
    side: int, edges: Sequence[float], cut: Box, target: Box, spans: tuple[float, float]
) -> Iterator[tuple[float, bool]]:
    """Where an edge (0: left, then upper, right, lower) may go so that it leaves out what is cut,
    or, where it is that edge which cuts, takes all of it in; and whether it goes out.
    """
    axis, is_low = side % 2, side < 2
    low, high = cut[axis], cut[axis + 2]
    if low - _AIR < edges[side] < high + _AIR:
        yield (max(low - _AIR, 0.0) if is_low else min(high + _AIR, 1.0)), True
    into = high + _AIR if is_low else low - _AIR
    keeps = into <= target[side] - _AIR if is_low else into >= target[side] + _AIR
    left = edges[axis + 2] - into if is_low else into - edges[axis]
    moves_in = into > edges[side] if is_low else into < edges[side]
    if keeps and moves_in and left >= _SLIVER * spans[axis]:
        yield into, False


def _is_cut(window: Sequence[float], box: Box) -> bool:
    """Whether an edge of the window passes through a box; the picture's own edges cut nothing."""
    left, top, right, bottom = window
    outer = (left, top, right, bottom)
    return overlap(outer, box) and not within(box, outer)


def _made(
    window: Box, scale: float, place: PicturePlace, seen: Seen, canvas: Canvas, after: float
) -> Stop:
    """The window in the middle of the whole's box, at that scale."""
    box = place.box
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    half_wide = (window[2] - window[0]) * seen.width * scale / canvas.width / 2
    half_high = (window[3] - window[1]) * seen.height * scale / canvas.height / 2
    left, top, right, bottom = window
    return Stop(
        window=Window(left=left, top=top, right=right, bottom=bottom),
        box=Area(left=x - half_wide, top=y - half_high, right=x + half_wide, bottom=y + half_high),
        after=after,
    )


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _box(area: Area) -> Box:
    return area.left, area.top, area.right, area.bottom
