"""The reference edit: 18 s at 1080p30, made in several ways, and made again with another price.

Crossfades, a title, a lower third, a logo, a price, captions, a voice and a ducked bed at -14 LUFS.
MoviePy does not measure loudness, so it is spared that. Inspection and signing are not part of an
edit and not timed; nor is starting Ray, which a batch does once. The floor encodes the very frames
of our film.
"""

from __future__ import annotations

from contextlib import ExitStack
from itertools import count
from pathlib import Path

from engine.pool import LocalPool, RayPool
from schemas.production import PoolSettings
from tests.benchmarks import material, theirs, x264
from tests.benchmarks.ours import Studio
from tests.benchmarks.scale import Scale, show, walls
from tests.decoded import decode_all

__all__ = ["run"]


def run(folder: Path, scale: Scale) -> None:
    """Make it all in rounds and print one table."""
    stuff = material.make(folder, scale)
    ours, moviepy, raw = folder / "ours.mp4", folder / "moviepy.mp4", folder / "raw.yuv"
    size = (stuff.canvas.width, stuff.canvas.height)
    with ExitStack() as stack:
        ray = stack.enter_context(RayPool(PoolSettings(), str(folder)))
        threads = stack.enter_context(LocalPool(PoolSettings()))
        on_ray = Studio(folder / "on-ray", stuff, ray)
        on_threads = Studio(folder / "on-threads", stuff, threads)
        for studio in (on_ray, on_threads):
            studio.make("EUR 9.90", ours)  # starts the pool and loads what it needs
        x264.uncompressed(ours, raw)

        def first(studio: Studio) -> None:
            studio.forget()
            studio.make("EUR 34.90", ours)

        prices = (f"EUR {number}.50" for number in count())
        encoded: list[int] = []
        found = walls(
            {
                "floor": lambda: x264.encode(raw, size, material.RATE, folder / "floor.mp4"),
                "ray": lambda: first(on_ray),
                "threads": lambda: first(on_threads),
                "price": lambda: encoded.append(on_threads.make(next(prices), ours)),
                "moviepy": lambda: theirs.moviepy(stuff, "EUR 34.90", moviepy),
            },
            scale.repeat,
        )
    for film in (ours, moviepy):
        if decode_all(film) != stuff.frames:
            raise RuntimeError(f"{film.name} does not hold {stuff.frames} frames")
    named = {
        "floor": "x264 alone (floor)",
        "ray": "callsheet, first time, on Ray",
        "threads": "callsheet, first time, in process",
        "price": f"callsheet, price changed ({encoded[0]} of {on_threads.segments} segments)",
        "moviepy": "MoviePy 2.2, first time and every time",
    }
    show(
        f"The reference edit, {stuff.frames} frames of {size[0]}x{size[1]}, "
        f"medians of {scale.repeat}",
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
