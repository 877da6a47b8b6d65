"""Look: what is seen in pictures, as a document, as text for people, and as annotated pictures.

It knows no production; each picture is looked at anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.pictures.annotate import annotated
from engine.pictures.seeing import understand
from engine.renderers.picture import read_pixels
from flows.command_line.page import page
from schemas.understanding import Understanding

__all__ = ["Looked", "look_at"]


@dataclass(frozen=True, slots=True)
class Looked:
    """`look`: what was seen in each picture, and where it is drawn."""

    pictures: tuple[tuple[Path, Understanding, Path], ...]

    @property
    def status(self) -> int:
        """0: a picture that cannot be read is an error, and ends it."""
        return 0

    @property
    def document(self) -> list[dict[str, Any]]:
        """A list of the pictures, with what was seen in each."""
        return [
            {
                "picture": str(path),
                "annotated": str(drawn),
                "seen": seen.model_dump(mode="json"),
            }
            for path, seen, drawn in self.pictures
        ]

    def show(self) -> None:
        """A line for each picture, and where it lies annotated."""
        console = page()
        for path, seen, drawn in self.pictures:
            console.print(f"{path}: {_sentence(seen)}", markup=False)
            console.print(f"  see {drawn}", markup=False)


def look_at(pictures: Sequence[Path], out: Path) -> Looked:
    """Look at each picture, and write it annotated into the folder `out`, which is made.

    Raises RenderError for what is no picture.
    """
    from PIL import Image  # noqa: PLC0415 - heavy

    found = []
    out.mkdir(parents=True, exist_ok=True)
    named = Counter[str]()
    for path in pictures:
        pixels = read_pixels(path)
        seen = understand(pixels)
        named[path.stem] += 1
        number = f"-{named[path.stem]}" if named[path.stem] > 1 else ""
        drawn = out / f"{path.stem}{number}-seen.jpg"
        Image.fromarray(annotated(pixels, seen)).save(drawn, quality=88)
        found.append((path, seen, drawn))
    return Looked(tuple(found))


def _sentence(seen: Understanding) -> str:
    sure = "" if seen.confidence >= 0.5 else ", not sure"
    ground = "transparent" if seen.transparent else f"on plain {seen.plain}" if seen.plain else ""
    cut = " and ".join(
        edge
        for edge, does in (("sides", seen.cut_across), ("top or bottom", seen.cut_down))
        if does
    )
    parts = [
        f"{seen.kind.value} ({seen.confidence:.2f}{sure})",
        ground,
        f"cut by its {cut}" if cut else "",
        _counted(len(seen.heads), "head"),
        _counted(len(seen.texts), "block of words", "blocks of words"),
        _counted(len(seen.calm), "calm area"),
        f"resolves {seen.true_width} px across",
    ]
    return ", ".join(part for part in parts if part)


def _counted(count: int, name: str, names: str = "") -> str:
    return f"{count} {name if count == 1 else names or name + 's'}" if count else ""
