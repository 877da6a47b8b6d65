"""Brand: how films look and sound, opened: colours, logos, fonts and music, each by its bytes.

It does not know what is set in the fonts or drawn with the colours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.leaves import Leaf
from engine.store import Blobs
from schemas.errors import ProductionError
from schemas.keys import key_of
from schemas.production import BrandSettings

__all__ = ["Brand", "open_brand"]

_PICTURES = frozenset({".png", ".svg", ".webp", ".jpg", ".jpeg"})
_FONTS = frozenset({".ttf", ".otf", ".ttc"})
_SOUNDS = frozenset({".m4a", ".mp3", ".wav", ".flac", ".ogg", ".opus", ".aac"})


@dataclass(frozen=True, slots=True)
class Brand:
    """The opened brand. Colours are `#rrggbb`."""

    ground: str
    paper: str
    ink: str
    accent: str
    logo: Leaf | None
    logo_dark: Leaf | None
    music_leaf: Leaf | None
    fonts: tuple[Leaf, ...]

    @property
    def music(self) -> Path | None:
        """The music's file."""
        return self.music_leaf.path if self.music_leaf else None

    @property
    def music_sha256(self) -> str | None:
        """The music's bytes."""
        return self.music_leaf.sha256 if self.music_leaf else None

    def look(self) -> dict[str, str]:
        """What a renderer's ground shows of the brand."""
        return {"ground": self.ground}

    def key(self) -> str:
        """What films show of the brand: colours, logos, fonts; not where the files lie."""
        logos = [logo.sha256 if logo else None for logo in (self.logo, self.logo_dark)]
        return key_of(
            "brand",
            colours=[self.ground, self.paper, self.ink, self.accent],
            logos=logos,
            fonts=[font.sha256 for font in self.fonts],
        )

    def adopt(self, blobs: Blobs) -> Brand:
        """The brand for workers that may not see its files, which the store has then."""
        return self._with(lambda leaf: leaf.adopt(blobs))

    def at_hand(self, blobs: Blobs) -> Brand:
        """The brand with files of this machine."""
        return self._with(lambda leaf: leaf.at_hand(blobs))

    def _with(self, change: Callable[[Leaf], Leaf]) -> Brand:
        return replace(
            self,
            logo=self.logo and change(self.logo),
            logo_dark=self.logo_dark and change(self.logo_dark),
            music_leaf=self.music_leaf and change(self.music_leaf),
            fonts=tuple(change(font) for font in self.fonts),
        )


def open_brand(settings: BrandSettings, base: Path) -> Brand:
    """The brand that the settings describe; paths start from `base`.

    Raises ProductionError for a file that is missing, unreadable or of a kind that is not used
    there.
    """
    logo = _leaf(base, settings.logo, _PICTURES, "brand.logo")
    fonts = (_leaf(base, font, _FONTS, "brand.fonts") for font in settings.fonts)
    return Brand(
        ground=settings.ground,
        paper=settings.paper,
        ink=settings.ink,
        accent=settings.accent,
        logo=logo,
        logo_dark=_leaf(base, settings.logo_dark, _PICTURES, "brand.logo_dark") or logo,
        music_leaf=_leaf(base, settings.music, _SOUNDS, "brand.music"),
        fonts=tuple(_readable(font) for font in fonts if font),
    )


def _readable(font: Leaf) -> Leaf:
    """The font, once it is certain that it is one. Raises ProductionError."""
    from fontTools.ttLib import (  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy
        TTFont,
        TTLibError,
    )

    try:
        with font.path.open("rb") as file:
            TTFont(file, lazy=True, fontNumber=0)
    except TTLibError as error:
        raise ProductionError(
            "brand.fonts names a file that is no font",
            f"{font.path}: {error}",
            "Use a TTF, OTF or TTC file.",
        ) from error
    return font


def _leaf(base: Path, name: str | None, suffixes: frozenset[str], field: str) -> Leaf | None:
    if name is None:
        return None
    path = base / name
    if path.suffix.lower() not in suffixes:
        raise ProductionError(
            f"{field} is not a file that can be used there",
            name,
            f"Use one of: {', '.join(sorted(suffixes))}.",
        )
    try:
        with path.open("rb") as file:
            return Leaf(path, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise ProductionError(
            f"{field} cannot be read", f"{path}: {error.strerror}", "Correct the path."
        ) from error
