"""Brand: how films look and sound, opened: tokens, and logos, fonts and music by their bytes.

It does not know what is set in the fonts or drawn with the colours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.inputs import InputFile
from engine.store import Blobs
from schemas.brand import BrandSettings, BrandTokens
from schemas.errors import ProductionError
from schemas.keys import key_of

__all__ = ["Brand", "open_brand"]

_PICTURES = frozenset({".png", ".svg", ".webp", ".jpg", ".jpeg"})
_FONTS = frozenset({".ttf", ".otf", ".ttc"})
_SOUNDS = frozenset({".m4a", ".mp3", ".wav", ".flac", ".ogg", ".opus", ".aac"})


@dataclass(frozen=True, slots=True)
class Brand:
    """The opened brand: its tokens and its files."""

    tokens: BrandTokens
    logo: InputFile | None
    logo_dark: InputFile | None
    music_input: InputFile | None
    fonts: tuple[InputFile, ...]

    @property
    def music(self) -> Path | None:
        """The music's file."""
        return self.music_input.path if self.music_input else None

    @property
    def music_sha256(self) -> str | None:
        """The music's bytes."""
        return self.music_input.sha256 if self.music_input else None

    def style_inputs(self) -> dict[str, Any]:
        """The values of the brand that may change what a renderer shoots, or how it is placed."""
        return {
            "background": self.tokens.background,
            "light": self.tokens.light,
            "dark": self.tokens.dark,
            "accent": self.tokens.accent,
            "panel_radius": self.tokens.radii.panel,
        }

    def key(self) -> str:
        """What films show of the brand: its tokens, logos and fonts; not where the files lie."""
        logos = [logo.sha256 if logo else None for logo in (self.logo, self.logo_dark)]
        fonts = [font.sha256 for font in self.fonts]
        return key_of("brand", tokens=self.tokens, logos=logos, fonts=fonts)

    def upload(self, blobs: Blobs) -> Brand:
        """The brand for workers that may not see its files, which the store has then."""
        return self._with(lambda input_file: input_file.upload(blobs))

    def localize(self, blobs: Blobs) -> Brand:
        """The brand with files of this machine."""
        return self._with(lambda input_file: input_file.localize(blobs))

    def _with(self, change: Callable[[InputFile], InputFile]) -> Brand:
        return replace(
            self,
            logo=self.logo and change(self.logo),
            logo_dark=self.logo_dark and change(self.logo_dark),
            music_input=self.music_input and change(self.music_input),
            fonts=tuple(change(font) for font in self.fonts),
        )


def open_brand(settings: BrandSettings, base: Path) -> Brand:
    """The brand that the settings describe; paths start from `base`.

    Raises ProductionError for a file that is missing, unreadable or of a kind that is not used
    there.
    """
    logo = _input_file(base, settings.logo, _PICTURES, "brand.logo")
    fonts = (_input_file(base, font, _FONTS, "brand.fonts") for font in settings.fonts)
    return Brand(
        tokens=settings.tokens,
        logo=logo,
        logo_dark=_input_file(base, settings.logo_dark, _PICTURES, "brand.logo_dark") or logo,
        music_input=_input_file(base, settings.music, _SOUNDS, "brand.music"),
        fonts=tuple(_readable(font) for font in fonts if font),
    )


def _readable(font: InputFile) -> InputFile:
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


def _input_file(
    base: Path, name: str | None, suffixes: frozenset[str], field: str
) -> InputFile | None:
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
            return InputFile(path, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise ProductionError(
            f"{field} cannot be read", f"{path}: {error.strerror}", "Correct the path."
        ) from error
