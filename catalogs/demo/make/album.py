"""Takes every picture of the catalog: stage, expose, develop, finish, write.

Knows the order of the work, not what any picture shows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from . import bottle, lamp, lessons, mugs, watch
from .render import develop, exposures, write
from .stage import Picture

SUBJECTS = (bottle, lamp, watch, mugs, lessons)


def make(home: Path, only: str = "", scale: float = 1.0) -> Iterator[str]:
    """Takes the pictures whose names start with `only` into `pictures/`; a line for each."""
    for picture in pictures():
        if picture.stem.startswith(only):
            yield take(picture, home / "pictures", scale)


def pictures() -> Iterator[Picture]:
    """All pictures, subject by subject."""
    for subject in SUBJECTS:
        yield from subject.pictures()


def take(picture: Picture, folder: Path, scale: float = 1.0) -> str:
    """Takes one picture into `folder` and says what it cost; a `scale` below 1 makes a draft."""
    start = time.monotonic()
    width, height = (round(side * scale) for side in picture.size)
    first, second = exposures(picture.stage, (width, height), picture.samples)
    image = develop(first, second, picture.stops, picture.bloom)
    if picture.finish:
        image = picture.finish(image)
    size = write(image, folder / f"{picture.stem}.jpg")
    return (
        f"{picture.stem}.jpg  {width}x{height}  {size // 1000} kB  {time.monotonic() - start:.0f} s"
    )
