"""Storyboards of plain stills, footage of one brightness, and lines of a given length."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from engine.binding import bound
from engine.edit.brand import BrandLook
from engine.edit.layers import Footage
from engine.edit.lengths import Voiced
from engine.edit.timeline import build_edit
from engine.logo import Mark
from engine.profiles import profiles
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Edit
from schemas.keys import key_of
from schemas.script import Line, Script, Title
from schemas.setup import Canvas
from schemas.shot import CopySpace, Description, Still
from schemas.storyboard import Storyboard
from schemas.understanding import Area

PREVIEW: Profile = profiles(())["preview"]
TALL: Profile = profiles(())["preview-tall"]
"""320x180 with captions beside; 180x320 with captions burnt in."""


def board(*frames: int, handle: int = 48, copy_space: CopySpace = CopySpace.SIDE) -> Storyboard:
    """Stills named one, two, ... of those lengths."""
    names = ("one", "two", "three", "four", "five", "six")
    return Storyboard(
        shots=tuple(
            Still(
                operation="still",
                name=name,
                frames=length,
                handle=handle,
                description=Description(copy_space=copy_space),
            )
            for name, length in zip(names, frames, strict=False)
        )
    )


def voiced(shot: str, seconds: float, text: str = "It keeps its heat.", **line: Any) -> Voiced:
    return Voiced(Line(shot=shot, text=text, **line), key_of("spoken", text=text), seconds)


def flat(luma: float) -> tuple[tuple[float, ...], ...]:
    """A grid of one brightness."""
    return ((luma,) * 6,) * 6


def mark(tone: float, ground: str | None = None) -> Mark:
    """A logo of one relative luminance; one with a ground of its own is not transparent."""
    pixels = np.zeros((10, 30, 4), np.uint8)
    return Mark(
        left=0,
        top=0,
        width=300,
        height=100,
        vector=False,
        transparent=ground is None,
        ground=ground,
        ink=((tone, 1.0),),
        pixels=pixels,
    )


def brand_look(**fields: Any) -> BrandLook:
    """A brand of a white and a black logo in the upper right corner."""
    corner = Area(left=0.8, top=0, right=1, bottom=0.12)
    whole: dict[str, Any] = {"light": mark(1.0), "dark": mark(0.0), "corner": corner}
    return BrandLook(**(whole | fields))


def take_of(shot: str) -> str:
    return key_of("take", shot=shot)


def edit_of(
    storyboard: Storyboard,
    *titles: Title,
    lines: Sequence[Voiced] = (),
    known: Mapping[str, str] | None = None,
    kind: Kind = Kind.PRODUCT,
    profile: Profile = PREVIEW,
    locale: str = "en",
    luma: Mapping[str, float] | None = None,
    native: Mapping[str, Canvas] | None = None,
    sounding: Collection[str] = (),
    music: str | None = None,
    logo: bool = False,
    look: BrandLook | None = None,
    label: bool = False,
) -> Edit:
    brightness, canvases = luma or {}, native or {}
    return build_edit(
        storyboard,
        bound(
            Script(locale=locale, lines=tuple(one.line for one in lines), titles=titles),
            known or {},
        ),
        footage={
            shot.name: Footage(
                take_of(shot.name),
                shot.frames + shot.handle,
                flat(brightness.get(shot.name, 0.2)),
                flat(0.0),
                canvas=canvases.get(shot.name),
                sound=shot.name in sounding,
            )
            for shot in storyboard.shots
        },
        voiced=lines,
        kind=kind,
        profile=profile,
        music=music,
        brand=brand_look() if logo else look,
        label=label,
    )
