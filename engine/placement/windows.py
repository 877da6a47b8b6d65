"""Windows: which part of a picture fills a box, so that nothing that matters is cut.

Pure geometry over shares and pixels: it knows what was understood of a picture, and no layout.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from engine.placement.table import Box
from schemas.brief import Picture
from schemas.understanding import Area, PictureKind

__all__ = [
    "CARD",
    "MOST_ENLARGED",
    "REACH",
    "Seen",
    "can_show_detail",
    "card_window",
    "detail_window",
    "fill_windows",
    "overlap",
    "stood_window",
    "within",
]
MOST_ENLARGED = 1.3
"""Pixels of the frame per pixel that the picture truly has, at most: beyond this it looks soft."""
REACH = 0.05
"""The most that a camera's move takes of a box at its edges."""
_WHOLE = frozenset({PictureKind.ART, PictureKind.DIAGRAM, PictureKind.SCREENSHOT, PictureKind.TEXT})
_CLEAN = 0.7
"""How surely a subject can be cut out before it is: below that it may be torn."""
_TRIMMED = 0.10
"""Share of a subject that may be cut off further where the picture's own edge cuts it anyway."""
_EDGE = 0.02
"""As near to an edge of the picture a box touches it."""
_DETAIL = 0.74
"""Share of the picture that a detail shows at most along either axis: more is no detail."""
_STOOD = 0.86
"""Share of a box that a subject which stands in it fills at most."""
_TALL_ENOUGH = 0.6
"""Share of a box's height from which on something cut off may rise from its lower edge: less is a
toy."""
CARD = 0.9
"""Share of a box that a card fills at most: the rest is air."""


@dataclass(frozen=True)
class Seen:
    """A picture's pixels and what was understood of it; all boxes as plain tuples."""

    width: int
    height: int
    kind: PictureKind
    confidence: float
    plain: str | None
    transparent: bool
    subject: Box
    heads: tuple[Box, ...]
    texts: tuple[Box, ...]
    calm: tuple[Box, ...]
    details: tuple[tuple[float, float], ...]
    true_width: int
    colours: tuple[str, ...]
    cut_across: bool = False
    cut_down: bool = False
    clean: float = 0.0
    eyes: str = ""
    words: tuple[tuple[str, Box], ...] = ()

    @classmethod
    def of(cls, picture: Picture) -> Seen:
        """The picture as it was understood."""
        known = picture.seen
        return cls(
            picture.width,
            picture.height,
            known.kind,
            known.confidence,
            known.plain,
            known.transparent,
            _box(known.subject),
            tuple(map(_box, known.heads)),
            tuple(map(_box, known.texts)),
            tuple(map(_box, known.calm)),
            known.details,
            known.true_width,
            known.colours,
            known.cut_across,
            known.cut_down,
            known.clean,
            known.eyes,
            tuple((one.text, _box(one.area)) for one in known.words),
        )

    @property
    def is_sure(self) -> bool:
        """Whether more may be done with it than showing it whole."""
        return self.confidence >= 0.5

    @property
    def can_be_cut_out(self) -> bool:
        """Whether its subject can stand without its ground: by transparency, or cleanly cut."""
        if self.is_whole:
            return False
        return self.transparent or (self.plain is not None and self.clean >= _CLEAN)

    @property
    def is_whole(self) -> bool:
        """Whether it is of a kind that is never cut."""
        return self.kind in _WHOLE

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height

    @property
    def touches(self) -> tuple[bool, bool, bool, bool]:
        """Whether the picture's left, top, right and bottom edge cuts the subject."""
        left, top, right, bottom = self.subject
        across, down = self.cut_across, self.cut_down
        found = (
            across and left <= _EDGE,
            down and top <= _EDGE,
            across and right >= 1 - _EDGE,
            down and bottom >= 1 - _EDGE,
        )
        # Cut, but not where the box says so: it may be any side.
        return (
            found[0] or (across and not found[2]),
            found[1] or (down and not found[3]),
            found[2] or (across and not found[0]),
            found[3] or (down and not found[1]),
        )

    @cached_property
    def kept(self) -> Box:
        """What a part of the picture must hold: the subject, heads and texts; or all of it."""
        if self.is_whole or not self.is_sure:
            return (0, 0, 1, 1)
        left, top, right, bottom = self.subject
        wide, high = right - left, bottom - top
        cut = self.touches
        # A thing before a plain ground is the product itself: of that, nothing more is cut.
        share = 0.0 if self.kind is PictureKind.PACKSHOT else _TRIMMED
        trimmed = (
            left + share * wide * cut[0],
            top + share * high * cut[1],
            right - share * wide * cut[2],
            bottom - share * high * cut[3],
        )
        return _around((trimmed, *self.heads, *self.texts))


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    slack = 1e-9
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def within(inner: Box, outer: Box) -> bool:
    """Whether the first box lies in the second."""
    slack = 1e-9
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def fill_windows(seen: Seen, size: tuple[float, float], *, places: int = 1) -> tuple[Box, ...]:
    """Up to `places` parts of the picture that cover a box of `size` pixels; none where none may.

    Each holds all that must be kept, also where the camera has moved in by `REACH`, and enlarges
    nothing beyond what the picture has. The first has the kept part nearest to its middle.
    """
    wide, high = size
    across = min(1.0, wide / high / seen.aspect)
    down = min(1.0, seen.aspect * high / wide)
    if wide / (across * seen.true_width) * (1 + REACH) > MOST_ENLARGED:
        return ()
    kept = seen.kept
    whole = across > 0.985 and down > 0.985
    if seen.is_whole and not (whole and all(map(_is_clear, seen.texts))):
        return ()
    ranges = []
    for low, high_end, span in ((kept[0], kept[2], across), (kept[1], kept[3], down)):
        lost = span * REACH / 2
        # At the picture's own edge the camera may cut what touches it: there is no more to see.
        inner = (max(low - lost, 0.0), min(high_end + lost, 1.0))
        if inner[1] - inner[0] > span + 1e-9:
            return ()
        ranges.append((max(0.0, inner[1] - span), min(inner[0], 1 - span)))
    (x_low, x_high), (y_low, y_high) = ranges
    middle_x = min(max((kept[0] + kept[2] - across) / 2, x_low), x_high)
    middle_y = min(max((kept[1] + kept[3] - down) / 2, y_low), y_high)
    spots = [(middle_x, middle_y)]
    if places > 1:
        spots += [(x, y) for x in (x_low, x_high) for y in (y_low, y_high)]
    return tuple((x, y, x + across, y + down) for x, y in dict.fromkeys(spots))


def detail_window(seen: Seen, size: tuple[float, float], number: int) -> Box | None:
    """The part around one of the picture's points that fills a box of `size` pixels.

    None where the picture is not sharp enough, or where every such part cuts a head or words, or
    there is no room for one beneath the heads.
    """
    if not seen.details or not seen.is_sure or seen.kind in _WHOLE - {PictureKind.SCREENSHOT}:
        return None
    wide, high = size
    across = wide * (1 + REACH) / (MOST_ENLARGED * seen.true_width)
    down = across * seen.aspect * high / wide
    grow = max(1.0, min(0.42 / across, 0.42 / down))
    across, down = across * grow, down * grow
    if across > _DETAIL or down > _DETAIL:
        return None
    # What a person wears is shown, not who wears it: a detail begins under the heads.
    heads = seen.heads if seen.kind is PictureKind.WORN else ()
    chin = max((head[3] for head in heads), default=0.0)
    for turn in range(len(seen.details)):
        x, y = seen.details[(number + turn) % len(seen.details)]
        left = min(max(x - across / 2, 0.0), 1 - across)
        top = min(max(y - down / 2, chin), 1 - down)
        if top < chin:
            continue
        window = (left, top, left + across, top + down)
        words = () if seen.kind is PictureKind.SCREENSHOT else seen.texts
        if not any(_cuts(window, box) for box in (*seen.heads, *words)):
            return window
    return None


def can_show_detail(seen: Seen) -> bool:
    """Whether frames of the common shapes can show a detail of the picture: it may be too small."""
    return all(detail_window(seen, size, 0) is not None for size in ((615, 778), (832, 864)))


def stood_window(seen: Seen, size: tuple[float, float], *, flush: bool) -> Box | None:
    """The window by which the subject stands whole in a box of `size` pixels, with air around it.

    With the subject stand its heads and words: a cover's title is a part of the cover. It may reach
    beyond the picture. `flush` says that the box ends at the frame's lower edge, where a subject
    that the picture's lower edge cuts may stand. None where another edge cuts it.
    """
    left, top, right, bottom = _around((seen.subject, *seen.heads, *seen.texts))
    # A program's window ends where its picture ends: that is its own edge, and cuts nothing.
    cut = (False,) * 4 if seen.kind is PictureKind.SCREENSHOT else seen.touches
    if cut[0] or cut[1] or cut[2] or (cut[3] and not flush):
        return None
    wide, high = size
    subject = (right - left) * seen.width, (bottom - top) * seen.height
    scale = min(_STOOD * wide / subject[0], _STOOD * high / subject[1])
    scale = min(scale, MOST_ENLARGED * seen.true_width / seen.width / (1 + REACH))
    if cut[3] and subject[1] * scale < _TALL_ENOUGH * high:
        return None
    across, down = wide / scale / seen.width, high / scale / seen.height
    x = (left + right - across) / 2
    y = bottom - down if cut[3] else (top + bottom - down) / 2
    return x, y, x + across, y + down


def card_window(seen: Seen, size: tuple[float, float]) -> Box:
    """The window by which the whole picture stands as a card in a box of `size` pixels."""
    wide, high = size
    scale = min(CARD * wide / seen.width, CARD * high / seen.height)
    scale = min(scale, MOST_ENLARGED * seen.true_width / seen.width / (1 + REACH))
    across, down = wide / scale / seen.width, high / scale / seen.height
    return (1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2


def _is_clear(box: Box) -> bool:
    """Whether no camera that moves over the whole picture cuts a box of it."""
    return within(box, (REACH / 2, REACH / 2, 1 - REACH / 2, 1 - REACH / 2))


def _cuts(window: Box, box: Box) -> bool:
    """Whether the window's edge, or the camera in it, goes through a box."""
    lost_x, lost_y = (window[2] - window[0]) * REACH / 2, (window[3] - window[1]) * REACH / 2
    inner = (window[0] + lost_x, window[1] + lost_y, window[2] - lost_x, window[3] - lost_y)
    return overlap(window, box) and not within(box, inner)


def _box(area: Area) -> Box:
    return area.left, area.top, area.right, area.bottom


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
