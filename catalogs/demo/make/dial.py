"""Meridian's dial: sunburst blue, applied markers, faceted hands.

Knows the dial only; `watch` builds what is round it. Lengths in centimetres, 12 o'clock towards +y.
"""

from __future__ import annotations

import numpy as np

from .curves import fillet
from .forms import lathe, plate
from .materials import Texture, coated, hexed, steel
from .mesh import Mesh, Z, join, surface
from .stage import Material, Prop, placed

DIAL = 1.62
"""Radius of the dial; the case is 4.1 cm wide."""


def _sunburst() -> Texture:
    """Radial brushing: a streak for each angle (v), darker towards the edge (u = 0)."""
    streak = np.random.default_rng(5).normal(0, 1, 2048).astype(np.float32)
    softer = np.convolve(np.tile(streak, 3), np.hanning(9) / 4.5, "same")[2048:4096]
    angle = np.linspace(0, 2 * np.pi, 2048)
    sheen = 1 + 0.16 * softer + 0.42 * np.cos(2 * angle - 1.0)
    fade = np.linspace(0.55, 1.0, 64)[None, :] ** 1.4
    return np.asarray(
        (sheen[:, None] * fade)[..., None] * np.array([0.016, 0.048, 0.13]), np.float32
    )


def _baton(length: float, width: float, height: float = 0.06) -> Mesh:
    """A bevelled bar along +y from the origin."""
    corners = [(-1, 0), (1, 0), (1, 1), (-1, 1), (-1, 0)]
    return plate(np.array(corners, float) * (width / 2, length), height, 0.022)


def _hand(length: float, width: float, tail: float, clock: float) -> Mesh:
    """A faceted hand pointing at `clock` minutes: two slopes that meet in a ridge."""
    spine = [(-tail, 0.45), (0.0, 0.72), (0.55 * length, 1.0), (length, 0.06)]
    rows = [[(-w * width / 2, y, 0.0), (0, y, 0.035), (w * width / 2, y, 0.0)] for y, w in spine]
    grid = np.array(rows)
    halves = [surface(grid[:, side]) for side in (slice(0, 2), slice(1, 3))]
    return join(halves).turned(Z, -6 * clock)


def dial() -> tuple[Prop, ...]:
    """The dial and what stands on it; ten past ten, the seconds hand at 36."""
    markers = [
        _baton(0.34 if hour % 3 else 0.42, 0.09 if hour % 3 else 0.15)
        .moved(y=1.05 if hour % 3 else 0.97, x=shift)
        .turned(Z, -30 * hour)
        for hour in range(12)
        for shift in ((-0.1, 0.1) if hour == 0 else (0.0,))
    ]
    ticks = [
        _baton(0.07, 0.018, 0.012).moved(y=1.46).turned(Z, -6 * minute) for minute in range(60)
    ]
    pin = lathe(fillet([(0.1, 0.0), (0.1, 0.16), (0, 0.17)], 0.03), 48)
    rehaut = lathe(np.array([(DIAL, 0.82), (1.55, 0.7)]), 240)
    hands = (_hand(0.92, 0.17, 0.2, 50.8).moved(z=0.06), _hand(1.36, 0.13, 0.22, 9.0).moved(z=0.10))
    seconds = _hand(1.42, 0.032, 0.42, 36).moved(z=0.145)
    plain: Material = {
        "type": "principled",
        "base_color": _sunburst(),
        "metallic": 0.75,
        "roughness": 0.42,
        "clearcoat": 0.6,
        "clearcoat_gloss": 0.95,
    }
    face = Prop(
        lathe(np.array([(1.6, 0.0), (0.8, 0.0), (0.001, 0.0)]), 240),
        {"type": "twosided", "bsdf": plain},
    )
    return (
        *placed(
            (
                face,
                Prop(join((*markers, *hands, pin)), steel(0.06)),
                Prop(join(ticks), coated((0.75, 0.75, 0.72), 0.3)),
            ),
            (0, 0, 0.7),
        ),
        *placed((Prop(seconds, coated(hexed("e7b06a"), 0.2)),), (0, 0, 0.7)),
        Prop(rehaut, coated((0.012, 0.03, 0.07), 0.25)),
    )
