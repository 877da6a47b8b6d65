"""The gallery: every design in four shapes, every transition, what is seen in pictures, voices.

    python -m flows.gallery docs

writes docs/gallery.md and the pictures and sounds that it shows, all from the demo's own rows.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalogs import Defaults, open_catalog
from engine import ffmpeg
from engine.brand import open_brand
from engine.designs import shipped
from engine.edit.transitions import revisions, transition_kind
from engine.pictures.annotate import annotated
from engine.pictures.seeing import understand
from engine.renderers.picture import read_pixels
from engine.renderers.take import planes
from engine.sound import open_voices
from engine.sound.hibari import Hibari
from engine.sound.hibari import voices as hibari_voices
from engine.sound.voice import OfflineVoice
from engine.sound.wording import worded
from flows.catalog import OpenedCatalog
from flows.gallery.strips import SHAPES, Rows, rgb_of, shots_of, side_by_side
from flows.settings import Overrides, open_target
from schemas.brief import Brief, Kind, Material, Picture
from schemas.errors import VoiceError
from schemas.production import VoiceSettings
from schemas.setup import Canvas

Pixels = NDArray[Any]

_DEMO = Path(__file__).parents[2] / "catalogs" / "demo"
_ROWS = {
    Kind.PRODUCT: ("nord-bottle", "halo-lamp"),
    Kind.AD: ("kiln-mugs", "kiln-mugs"),
    Kind.LESSON: ("three-lights", "depth-of-field"),
}
"""The rows that each kind of design is shown with; the first has a thing that can be cut out."""
_SHOTS, _HEIGHT, _GAP = 5, 132, 6
"""Shots of a design that are shown, and the height of a strip and the gap under it, in pixels."""
_STEPS = (0.08, 0.25, 0.42, 0.58, 0.75, 0.92)
"""The shares of a transition that are shown."""
_SAID = {
    "en": "Forged once, seasoned for years: a pan that keeps its heat.",
    "de": "Einmal geschmiedet, über Jahre eingebrannt: eine Pfanne, die ihre Wärme hält.",
    "fr": "Forgée une fois, culottée pendant des années : une poêle qui garde sa chaleur.",
    "es": "Forjada una vez, curada durante años: una sartén que guarda el calor.",
    "zh-CN": "一次锻造，多年养护，一口留住热量的锅。",
}


def main(folder: Path) -> None:
    """Write the gallery into `folder`."""
    into = folder / "gallery"
    into.mkdir(parents=True, exist_ok=True)
    for old in into.iterdir():
        old.unlink()
    rows = _rows()
    page = [
        "# Gallery",
        "",
        "Everything here is drawn and spoken by callsheet from the six rows of its demo, by",
        "`make gallery`. Nothing was touched by hand.",
    ]
    parts = (_designs(rows, into), _transitions(rows, into), _seen(rows, into), _voices(into))
    for part in parts:
        page += ["", *part]
    folder.joinpath("gallery.md").write_text("\n".join(page) + "\n")


def _rows() -> Rows:
    target = open_target(_DEMO / "production.yaml", Overrides(), {})
    production = target.production
    opened = open_catalog(_DEMO / "catalog.parquet", production.columns)
    defaults = Defaults(production.currency, production.locale, production.brand.name)
    found = OpenedCatalog(opened, defaults).rows(None)
    briefs = {row.id: row for row in found if isinstance(row, Brief)}
    material = {
        name: Material(pictures=tuple(map(_picture, row.images))) for name, row in briefs.items()
    }
    return Rows(_DEMO, open_brand(production.brand, target.base), briefs, material)


def _picture(name: str) -> Picture:
    pixels = read_pixels(_DEMO / name)
    height, width = pixels.shape[:2]
    return Picture(
        path=name,
        sha256="0" * 64,
        width=width,
        height=height,
        format="JPEG",
        seen=understand(pixels),
    )


def _designs(rows: Rows, into: Path) -> Iterator[str]:
    """A picture for each design: a strip for each shape."""
    designs = shipped()
    yield "## Designs"
    yield ""
    yield f"{len(designs)} designs, each in 16:9, 1:1, 4:5 and 9:16: the first shots as they"
    yield "stand when they have settled. A row gets one that fits its kind and its pictures."
    for name, design in designs.items():
        free, other = _ROWS[design.kinds[0]]
        row = free if design.fits.cut_out or len(name) % 2 else other
        strips = [
            side_by_side(shots_of(rows, row, name, *shape)[:_SHOTS], _HEIGHT)
            for shape in SHAPES.values()
        ]
        yield from _shown(_stacked(strips), name, into / f"design-{name}.jpg")


def _transitions(rows: Rows, into: Path) -> Iterator[str]:
    """A strip for each kind."""
    yield "## Transitions"
    canvas = Canvas(width=480, height=270)
    shots = shots_of(rows, "nord-bottle", "product-print", *SHAPES["16:9"])
    size = canvas.width, canvas.height
    before, after = (
        planes(cv2.resize(shot, size, interpolation=cv2.INTER_AREA)) for shot in shots[:2]
    )
    for kind in revisions():
        blend = transition_kind(kind).blend
        frames = [
            rgb_of(b"".join(part.tobytes() for part in blend(before, after, share, {})), canvas)
            for share in _STEPS
        ]
        yield from _shown(side_by_side(frames, _HEIGHT), kind, into / f"transition-{kind}.jpg")


def _seen(rows: Rows, into: Path) -> Iterator[str]:
    """A picture of each row with what is seen in it drawn over it."""
    yield "## What is seen in pictures"
    yield ""
    yield "The subject is red, heads are magenta, words orange, calm areas blue; points of interest"
    yield "are green. `callsheet look PICTURE` draws the same."
    for name, material in rows.material.items():
        picture = material.pictures[-1]
        drawn = annotated(read_pixels(rows.root / picture.path), picture.seen)
        yield from _shown(side_by_side([drawn], 420), name, into / f"seen-{name}.jpg")


def _voices(into: Path) -> Iterator[str]:
    """A sentence by each voice of this machine, in each language that it is the best for."""
    yield "## Voices"
    yield ""
    for locale, text in _SAID.items():
        for voice, label in _speakers(locale):
            target = into / f"voice-{label}-{locale}.m4a"
            _spoken(voice, text, locale, target)
            yield f"- [{locale}, {label}](gallery/{target.name}): {text}"


def _speakers(locale: str) -> Iterator[tuple[OfflineVoice, str]]:
    """The voices that speak a language here: every one of Hibari's that is here, or the best."""
    voice = open_voices(VoiceSettings(), _DEMO).offline(locale)
    if isinstance(voice, Hibari):
        for name in sorted(hibari_voices()):
            with suppress(VoiceError):  # a voice that was never fetched
                yield Hibari(timbre=name), name
    elif voice is not None:
        yield voice, voice.name


def _spoken(voice: OfflineVoice, text: str, locale: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "line.wav")
        voice.speak(worded(text, locale).spoken, locale, sound)
        arguments = ["-v", "error", "-i", str(sound), "-c:a", "aac", "-b:a", "48k", str(target)]
        ffmpeg.run(arguments, what=f"the sound {target.name}")


def _shown(picture: Pixels, name: str, file: Path) -> list[str]:
    """Write the picture; the lines of the page that show it."""
    Image.fromarray(picture).save(file, quality=80, optimize=True, progressive=True)
    return ["", f"**{name}**", "", f"![{name}](gallery/{file.name})"]


def _stacked(strips: Sequence[Pixels]) -> Pixels:
    """The strips above each other, on white."""
    width = max(strip.shape[1] for strip in strips)
    rows = [
        cv2.copyMakeBorder(
            strip,
            *(0, _GAP, 0, width - strip.shape[1]),
            cv2.BORDER_CONSTANT,
            value=(255, 255, 255),
        )
        for strip in strips
    ]
    return np.vstack(rows)


if __name__ == "__main__":
    main(Path(*sys.argv[1:2]))
