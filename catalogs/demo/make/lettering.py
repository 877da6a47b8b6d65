"""The type and the inks of slides and logo: Source Sans Pro (SIL OFL), from its wheel."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

Ink = tuple[int, int, int, int]
PAPER: Ink = (244, 240, 232, 255)
AMBER: Ink = (240, 184, 92, 255)
FAINT: Ink = (244, 240, 232, 110)
IRON: Ink = (38, 46, 54, 255)
BEAM: Ink = (240, 184, 92, 46)


def font(weight: str, size: float) -> ImageFont.FreeTypeFont:
    """A cut of Source Sans Pro at a size in pixels; ModuleNotFoundError without its wheel."""
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            "font_source_sans_pro is missing: pip install font-source-sans-pro"
        )
    files = Path(spec.origin).parent / "files"
    return ImageFont.truetype(files / f"SourceSansPro-{weight}.ttf", round(size))


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """The text in lines no wider than `width` pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if face.getlength(longer) <= width else [*lines, word]
    return "\n".join(lines)
