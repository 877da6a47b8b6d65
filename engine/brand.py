"""Brand: how films look and sound, opened: tokens, and logos, fonts and music by their bytes.

It does not know what is set in the fonts or drawn with the colours.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.inputs import InputFile
from engine.logo import READABLE, Mark, best_read, luminance_of, mark_of
from engine.music import SOUNDS, Recording, recordings_in
from engine.store import Blobs
from schemas.brand import DESIGNED, BrandSettings, BrandTokens
from schemas.edit import TextTone
from schemas.errors import ProductionError
from schemas.keys import key_of

__all__ = ["Brand", "BrandCard", "open_brand"]

_PICTURES = frozenset({".png", ".svg", ".webp", ".jpg", ".jpeg"})
_CARDS = frozenset({".png", ".webp", ".jpg", ".jpeg"})
_DARKEST = 28
"""Luma (0 to 255) of a card's ground, at least; inspection takes what is below 26 for black."""
_FONTS = frozenset({".ttf", ".otf", ".ttc"})


@dataclass(frozen=True, slots=True)
class BrandCard:
    """An intro or an end card: a picture, or None where it is designed."""

    picture: InputFile | None = None


@dataclass(frozen=True, slots=True)
class Brand:
    """The opened brand: its tokens, its files, and what its own cards say.

    `settings` are those that it was opened by.
    """

    tokens: BrandTokens
    logo: InputFile | None
    logo_dark: InputFile | None
    recordings: tuple[Recording, ...]
    fonts: tuple[InputFile, ...]
    settings: BrandSettings
    intro: BrandCard | None = None
    end_card: BrandCard | None = None

    def mark(self, tone: TextTone) -> Mark | None:
        """What the logo for light or dark type is made of; None where there is none.

        Raises ProductionError where it is no picture.
        """
        logo = self.logo_dark if tone is TextTone.DARK else self.logo
        return mark_of(logo.path, logo.sha256) if logo else None

    def logo_on(self, *luminances: float) -> tuple[TextTone, float]:
        """Which logo is read best on a ground of these relative luminances, and the share of its
        ink that is told from it; 0 where there is none.
        """
        light, dark = self.mark(TextTone.LIGHT), self.mark(TextTone.DARK)
        return best_read(light, dark, *luminances)

    def recording(self, sha256: str) -> InputFile | None:
        """The music of those bytes."""
        return next((one.file for one in self.recordings if one.file.sha256 == sha256), None)

    def card_ground(self) -> str:
        """The ground of designed cards: the first of the brand's colours on which the logo is read;
        of a file that is not transparent, the colour that it brings.

        Raises ProductionError where the logo is no picture.
        """
        grounds = (self.tokens.background, self.tokens.light, self.tokens.dark)
        mark = self.mark(TextTone.LIGHT)
        if mark is None or mark.ground is not None:
            return (mark and mark.ground) or _lifted(grounds[0].lower())
        read = {ground: self.logo_on(luminance_of(ground))[1] for ground in grounds}
        best = max(grounds, key=lambda ground: read[ground])
        return _lifted(next((one for one in grounds if read[one] >= READABLE), best).lower())

    def style_inputs(self) -> dict[str, Any]:
        """The values of the brand that may change what a renderer shoots, or how it is placed."""
        style = {
            "background": self.tokens.background,
            "light": self.tokens.light,
            "dark": self.tokens.dark,
            "accent": self.tokens.accent,
            "panel_radius": self.tokens.radii.panel,
        }
        # The logo is looked at only where a card of the brand's own stands on a ground for it.
        return style | {"card": self.card_ground()} if self.has_cards else style

    def key(self) -> str:
        """What films show of the brand: its tokens, logos, fonts and cards; not where the files
        lie.
        """
        logos = [logo.sha256 if logo else None for logo in (self.logo, self.logo_dark)]
        fonts = [font.sha256 for font in self.fonts]
        cards = [
            card and (card.picture.sha256 if card.picture else DESIGNED)
            for card in (self.intro, self.end_card)
        ]
        said = self.settings if self.has_cards else BrandSettings()
        words = [said.name, said.address, said.legal]
        return key_of(
            "brand", tokens=self.tokens, logos=logos, fonts=fonts, cards=cards, words=words
        )

    @property
    def has_cards(self) -> bool:
        """Whether films open or close with a card of the brand's own."""
        return bool(self.intro or self.end_card)

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
            recordings=tuple(one.at(change(one.file)) for one in self.recordings),
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
        recordings=_recordings(base, settings.music),
        fonts=tuple(_readable(font) for font in fonts if font),
        settings=settings,
        intro=_card(base, settings.intro, "brand.intro"),
        end_card=_card(
            base, settings.end_card or (DESIGNED if settings.legal else None), "brand.end_card"
        ),
    )


def _recordings(base: Path, said: str | None) -> tuple[Recording, ...]:
    if said is not None and (base / said).is_dir():
        return recordings_in(base / said)
    file = _input_file(base, said, SOUNDS, "brand.music")
    return (Recording("", file),) if file else ()


def _lifted(colour: str) -> str:
    """A ground that is no black: a film that ends on one looks as if its picture were missing, and
    its inspection cannot tell either.
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    luma = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
    by = max(0, math.ceil(_DARKEST - luma))
    return "#" + "".join(f"{min(255, part + by):02x}" for part in parts)


def _card(base: Path, said: str | None, field: str) -> BrandCard | None:
    if said is None:
        return None
    return BrandCard(None if said == DESIGNED else _input_file(base, said, _CARDS, field))


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
