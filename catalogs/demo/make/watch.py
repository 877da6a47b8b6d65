"""Meridian: a steel wristwatch, a dark blue sunburst dial, a stitched strap of brown leather.

Lengths in centimetres; on the dial, 12 o'clock is towards +y.
"""

from __future__ import annotations

import numpy as np

from .forms import Array, Mesh, X, Y, Z, fillet, join, lathe, plate, ring, smooth, surface, sweep
from .stage import (
    Camera,
    Material,
    Picture,
    Prop,
    Softbox,
    Stage,
    Texture,
    backdrop,
    bumped,
    coated,
    hexed,
    matte,
    noise,
    placed,
    steel,
)

DIAL = 1.62
"""Radius of the dial; the case is 4.1 cm wide."""


def case() -> tuple[Prop, ...]:
    """The case on z = 0, 12 o'clock towards +y: brushed band and lugs, polished bezel, crown."""
    band = fillet(
        [
            (0, 0.0),
            (1.6, 0.0),
            (1.86, 0.16),
            (2.05, 0.3),
            (2.05, 0.66),
            (1.92, 0.74),
            (1.66, 0.74),
            (1.66, 0.6),
        ],
        0.06,
    )
    bezel = fillet(
        [(1.95, 0.72), (1.95, 0.8), (1.78, 0.98), (1.68, 0.98), (DIAL, 0.82), (DIAL, 0.7)], 0.05
    )
    lugs = [_lug(x, y) for x in (-1, 1) for y in (-1, 1)]
    bars = [
        sweep(np.array([(-1.1, 2.36 * y, 0.22), (1.1, 2.36 * y, 0.22)]), ring(0.09, 20))
        for y in (-1, 1)
    ]
    return (
        Prop(join((lathe(band, 240), *lugs, *bars)), steel(0.17)),
        Prop(join((lathe(bezel, 240), _crown())), steel(0.045)),
    )


def standing(tilt: float, turn: float, cushion: bool = True) -> tuple[Prop, ...]:
    """The watch on z = 0, on a cushion or its strap, tipped `tilt` degrees, turned about z."""
    props = placed(
        (*case(), *dial(), *strap(), *([pillow()] if cushion else [])), turns=[(X, tilt), (Z, turn)]
    )
    return placed(props, (0, 0, -min(float(prop.mesh.points[:, 2].min()) for prop in props)))


def pictures() -> tuple[Picture, ...]:
    """Hero, macro of the dial, side with the crown."""
    paper = backdrop(matte(hexed("a3abb0")), depth=34, scale=0.6)
    hero = Stage(
        (paper, *standing(52, -18)),
        _lights(0.6),
        Camera((0, -27.5, 11.5), (0, 0, 3.9), 100, 22, (0, -3.0, 5.2)),
        (0.13, 0.13, 0.135),
    )
    macro = Stage(
        (paper, *standing(52, -8)),
        _lights(0.8),
        Camera((-3.4, -13.5, 13.6), (0.12, -0.75, 4.9), 95, 18, (-0.1, -0.7, 5.0)),
        (0.13, 0.13, 0.135),
    )
    side = Stage(
        (paper, *standing(50, -56, cushion=False)),
        _lights(0.7),
        Camera((3.7, -30, 9.8), (0.1, -0.4, 3.75), 100, 22, (1.2, -2.4, 5.0)),
        (0.13, 0.13, 0.135),
    )
    return (
        Picture("meridian-watch-1", hero, (1600, 1600), 28),
        Picture("meridian-watch-2", macro, samples=28),
        Picture("meridian-watch-3", side, samples=32),
    )


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


def strap() -> tuple[Prop, ...]:
    """Leather about x, padded in the middle, stitched along both edges."""
    line = _loop()
    path = np.column_stack((0 * line[:, :1], line))
    where = np.linspace(-1, 1, len(path))
    wide = 0.98 - 0.14 * np.cos(where * np.pi / 2) ** 0.8
    section = np.array(
        [
            fillet(
                [
                    (0, 0.17),
                    (-w + 0.22, 0.13),
                    (-w, 0.09),
                    (-w, -0.09),
                    (w, -0.09),
                    (w, 0.09),
                    (w - 0.22, 0.13),
                    (0, 0.17),
                ],
                0.06,
            )
            for w in wide
        ]
    )
    hide = bumped(coated(_hide(), 0.3), noise(1024, 1.4, 3, seed=72), 0.03)
    # From 6 o'clock downwards, the first axis of a section looks out of the loop.
    leather = sweep(path, section[..., ::-1], up=X)
    return (Prop(leather, hide), Prop(_stitches(path, wide), matte(hexed("d8c3a0"))))


def pillow() -> Prop:
    """The felt pillow inside the strap, its ends rounded."""
    outline = np.vstack((_loop(), [(2.0, 0.0), (0.0, 0.0), (-2.0, 0.0)], _loop()[:1]))
    centre = np.array([0.0, -2.1])
    angle = np.radians(np.concatenate((np.linspace(-90, 0, 10), np.linspace(0, 90, 10))))
    across = 0.45 * np.sin(angle) + np.where(angle > 0, 1.0, -1.0) * 0.95
    inset = 0.80 + 0.135 * np.cos(angle)
    ends = [(-1.4, 1e-3), *zip(across, inset, strict=True), (1.4, 1e-3)]
    rows = [
        np.column_stack((np.full(len(outline), x), centre + (outline - centre) * scale))
        for x, scale in ends
    ]
    return Prop(
        surface(np.stack(rows), wrap_v=True),
        bumped(matte(hexed("b9aa97")), noise(1024, 1.2, 2, seed=73), 0.02),
    )


def _lug(x: int, y: int) -> Mesh:
    """One horn of the case, curving down and outwards."""
    path = smooth([(1.22, 1.2, 0.46), (1.22, 1.75, 0.48), (1.2, 2.2, 0.34), (1.18, 2.56, 0.06)], 60)
    taper = np.linspace(1.0, 0.72, 60)[:, None, None]
    section = fillet(
        [(0.0, 0.2), (-0.21, 0.2), (-0.21, -0.2), (0.21, -0.2), (0.21, 0.2), (0.0, 0.2)], 0.09
    )
    return sweep(path * (x, y, 1), section[None] * taper)


def _crown() -> Mesh:
    """The fluted winding crown at 3 o'clock."""
    grip = 1 + 0.05 * np.cos(np.linspace(0, 2 * np.pi, 577) * 32)
    body = lathe(
        fillet([(0.18, 2.02), (0.3, 2.1), (0.3, 2.38), (0.22, 2.44), (0, 2.44)], 0.05), 576, grip
    )
    cap = lathe(fillet([(0.2, 2.4), (0.2, 2.46), (0, 2.48)], 0.04), 64)
    stem = lathe(fillet([(0.15, 1.9), (0.15, 2.2)], 0.02), 48)
    return join((body, cap, stem)).turned(Y, 90).moved(z=0.46)


def _lights(fill: float) -> tuple[Softbox, ...]:
    """Soft boxes that leave the dial's mirror direction dark, so that its blue stays deep."""
    return (
        Softbox((-30, -10, 20), (0, 0, 4), (18, 34), (8.0, 7.9, 7.7)),
        Softbox((30, -4, 16), (0, 0, 4), (12, 34), (8.0 * fill, 8.0 * fill, 8.2 * fill)),
        Softbox((2, 16, 40), (0, 0, 4), (44, 20), (3.6, 3.6, 3.6)),
    )


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


def _loop() -> Array:
    """The strap's line in (y, z) from the 6 o'clock bar round a wrist to the 12 o'clock bar."""
    half = [
        (-2.12, 0.2),
        (-2.4, 0.16),
        (-2.78, -0.2),
        (-3.2, -0.9),
        (-3.45, -2.1),
        (-3.05, -3.4),
        (-1.8, -4.25),
        (0, -4.5),
    ]
    return smooth([*half, *[(-y, z) for y, z in reversed(half[:-1])]], 260)


def _hide() -> Texture:
    """Vegetable-tanned brown with uneven dye."""
    dye = noise(1024, 10.0, 4, seed=71)[..., None]
    return np.asarray(np.array(hexed("84512f")) * (0.7 + 0.5 * dye), np.float32)


def _stitches(path: Array, wide: Array) -> Mesh:
    """Short threads along both edges on the outside of the strap."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    out = np.cross(along, X)
    threads = []
    for index in range(6, len(path) - 6, 3):
        for side in (-1, 1):
            middle = path[index] + out[index] * 0.128 + np.array(X) * side * (wide[index] - 0.17)
            threads.append(
                sweep(
                    np.array([middle - along[index] * 0.055, middle + along[index] * 0.055]),
                    ring(0.024, 8),
                    up=X,
                )
            )
    return join(threads)
