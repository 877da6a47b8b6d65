"""The reference edit: 18 s at 1080p30, made in three ways, and made again with another price.

After the table "Assembling one edit" of the project's facts: crossfades, a title, a lower third, a
logo, a price, captions, a voice and a ducked bed at -14 LUFS. MoviePy does not measure loudness, so
it is spared that. Inspection and signing are not part of an edit and not timed; nor is starting
Ray, which a batch does once.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path

from engine.media import decode_all
from engine.pool import open_pool
from schemas.production import PoolSettings
from tests.benchmarks import material, theirs
from tests.benchmarks.ours import Studio
from tests.benchmarks.scale import Scale, show, walls

__all__ = ["run"]


def run(folder: Path, scale: Scale) -> None:
    """Make it all in rounds and print one table."""
    stuff = material.make(folder, scale)
    ours, moviepy, raw = folder / "ours.mp4", folder / "moviepy.mp4", folder / "raw.yuv"
    with open_pool(PoolSettings(kind="ray"), str(folder)) as pool:
        studio = Studio(folder, stuff, pool)
        studio.make("EUR 9.90", ours)  # starts the pool and loads its workers
        theirs.uncompressed(ours, raw)

        def first() -> None:
            studio.forget()
            studio.make("EUR 34.90", ours)

        prices = (f"EUR {number}.50" for number in count())
        encoded: list[int] = []
        found = walls(
            {
                "floor": lambda: theirs.floor(raw, stuff, folder / "floor.mp4"),
                "first": first,
                "price": lambda: encoded.append(studio.make(next(prices), ours)),
                "moviepy": lambda: theirs.moviepy(stuff, "EUR 34.90", moviepy),
            },
            scale.repeat,
        )
    for film in (ours, moviepy):
        if decode_all(film) != stuff.frames:
            raise RuntimeError(f"{film.name} does not hold {stuff.frames} frames")
    named = {
        "floor": "x264 alone (floor)",
        "first": "callsheet, first time",
        "price": f"callsheet, price changed ({encoded[0]} of {studio.segments} segments)",
        "moviepy": "MoviePy 2.2, first time and every time",
    }
    size = f"{stuff.canvas.width}x{stuff.canvas.height}"
    show(
        f"The reference edit, {stuff.frames} frames of {size}, medians of {scale.repeat}",
        ("way", "wall s", "over the floor", "MoviePy takes"),
        [
            (
                named[way],
                wall,
                wall / found["floor"],
                f"{found['moviepy'] / wall:.1f}x as long",
            )
            for way, wall in found.items()
        ],
    )
