"""The reference edit: 18 s at 1080p30, made in three ways, and made again with another price.

After the table "Assembling one edit" of the project's facts: crossfades, a title, a lower third, a
logo, a price, captions, a voice and a ducked bed at -14 LUFS. MoviePy does not measure loudness, so
it is spared that. Inspection and signing are not part of an edit and not timed; nor is starting
Ray, which a batch does once.
"""

from __future__ import annotations

from pathlib import Path

from engine.media import decode_all
from engine.pool import Pool
from schemas.production import PoolSettings
from tests.benchmarks import material, theirs
from tests.benchmarks.ours import Studio
from tests.benchmarks.scale import Scale, show, wall

__all__ = ["run"]


def run(folder: Path, scale: Scale) -> None:
    """Make it all and print one table."""
    stuff = material.make(folder, scale)
    ours, moviepy = folder / "ours.mp4", folder / "moviepy.mp4"
    with Pool(PoolSettings(), str(folder)) as pool:
        studio = Studio(folder, stuff, pool)
        studio.make("EUR 9.90", folder / "warm.mp4")  # starts the pool and loads its workers

        def first() -> None:
            studio.forget()
            studio.make("EUR 34.90", ours)

        prices = iter(range(100))
        once = wall(first, scale.repeat)
        encoded: list[int] = []
        again = wall(
            lambda: encoded.append(studio.make(f"EUR {next(prices)}.50", ours)), scale.repeat
        )
    raw = folder / "raw.yuv"
    theirs.uncompressed(ours, raw)
    least = wall(lambda: theirs.floor(raw, stuff, folder / "floor.mp4"), scale.repeat)
    raw.unlink()
    other = wall(lambda: theirs.moviepy(stuff, "EUR 34.90", moviepy), scale.repeat)
    for film in (ours, moviepy):
        if decode_all(film) != stuff.frames:
            raise RuntimeError(f"{film.name} does not hold {stuff.frames} frames")
    size = f"{stuff.canvas.width}x{stuff.canvas.height}"
    show(
        f"The reference edit, {stuff.frames} frames of {size}, medians of {scale.repeat}",
        ("way", "wall s", "over the floor", "MoviePy takes"),
        [
            _row("x264 alone (floor)", least, least, other),
            _row("callsheet, first time", once, least, other),
            _row(f"callsheet, price changed ({encoded[0]} segments)", again, least, other),
            _row("MoviePy 2.2", other, least, other),
            _row("MoviePy 2.2, price changed (all again)", other, least, other),
        ],
    )


def _row(way: str, cost: float, least: float, other: float) -> tuple[object, ...]:
    return way, cost, cost / least, f"{other / cost:.1f}x as long"
