"""Lesson A, three-point lighting: one head under a key, a key with fill, and all three lights."""

from __future__ import annotations

from functools import partial

from .diagrams import lamps
from .materials import hexed, matte
from .mesh import Z
from .sculpture import head
from .slide import slide
from .stage import Camera, Picture, Softbox, Stage, backdrop, placed

KEY = Softbox((-46, -52, 50), (6, 0, 15), (26, 26), (23.0, 22.1, 20.1))
FILL = Softbox((64, -60, 24), (6, 0, 14), (58, 58), (1.5, 1.57, 1.7))
RIM = Softbox((40, 58, 42), (3, 0, 18), (14, 30), (180.0, 182.0, 187.0))

STEPS = (
    ("Key light alone", "One lamp to the side sets the form: a bright cheek, a dark one.", (KEY,)),
    (
        "Key and fill",
        "A broad, weaker lamp opposite lifts the shadow without erasing it.",
        (KEY, FILL),
    ),
    (
        "Key, fill and rim",
        "A lamp behind draws a bright edge and parts the head from the wall.",
        (KEY, FILL, RIM),
    ),
)


def pictures() -> tuple[Picture, ...]:
    """The three slides."""
    wall = backdrop(matte(hexed("40474e")), depth=240, scale=1.5)
    camera = Camera((0, -118, 21), (-12.5, 0, 14.2), 80)
    sitter = placed(head(), (3, 0, 0), [(Z, -24)])
    return tuple(
        Picture(
            f"three-lights-{number}",
            Stage((wall, *sitter), lights, camera, (0.026, 0.027, 0.03)),
            (1600, 900),
            24,
            finish=partial(
                slide, number=number, heading=heading, text=text, diagram=lamps(len(lights))
            ),
        )
        for number, (heading, text, lights) in enumerate(STEPS, 1)
    )
