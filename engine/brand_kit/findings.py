"""Findings: what is wrong with a brand, and what it lacks, before any film shows it.

It judges what films will do with the kit; whether it is beautiful it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.brand import Brand
from engine.brand_kit.samples import letters_of
from engine.brand_kit.shapes import LARGEST, SHAPES, legal_layer
from engine.colours import contrast
from engine.logo import READABLE, Mark, luminance_of
from engine.placement import MOST_ENLARGED
from engine.sound.loudness import measure
from engine.typeset import lay_out, logo_corner, uncovered
from engine.typeset.fonts import runs
from schemas.edit import TextTone
from schemas.errors import CallsheetError, EncodeError, ProductionError, RowError

__all__ = ["Finding", "findings"]

_TEXT, _LARGE = 4.5, 3.0
"""The least contrast of type, and of large type and graphics (WCAG 2.2, 1.4.3 and 1.4.11)."""
_SHOWN = 12
"""Characters that a message names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a part of the brand: `wrong`, or advice; what, which value, what to do."""

    wrong: bool
    part: str
    what: str
    value: str
    remedy: str

    def __str__(self) -> str:
        """As one line."""
        value = f" ({self.value})" if self.value else ""
        return f"{self.part}: {self.what}{value}. {self.remedy}"


def findings(brand: Brand, locales: Sequence[str]) -> tuple[Finding, ...]:
    """What is to be said about the brand's films in these languages; what is wrong comes first."""
    found = [
        *_colours(brand),
        *_logos(brand),
        *_fonts(brand, locales),
        *_cards(brand, locales),
        *_music(brand),
        *_missing(brand),
    ]
    return tuple(sorted(found, key=lambda one: not one.wrong))


def _colours(brand: Brand) -> Iterator[Finding]:
    tokens = brand.tokens
    if (ratio := contrast(tokens.light, tokens.dark)) < _TEXT:
        yield Finding(
            True,
            "light, dark",
            "neither can be read on the other",
            _ratio(ratio, _TEXT),
            "Choose a light and a dark colour that are further apart.",
        )
    for name, ground in (("background", tokens.background), ("accent", tokens.accent)):
        ratio = max(contrast(ground, letters) for letters in (tokens.light, tokens.dark))
        if ratio < _TEXT:
            # Type on tags and buttons is large, so that a lower contrast can be read.
            yield Finding(
                ratio < _LARGE or name == "background",
                name,
                f"type is hard to read on the {name}",
                _ratio(ratio, _TEXT),
                "Make it darker or lighter, or `light` lighter, or `dark` darker.",
            )
    for name in ("background", "light", "dark"):
        if (ratio := contrast(tokens.accent, getattr(tokens, name))) < _LARGE:
            yield Finding(
                False,
                "accent",
                f"it is hardly told from `{name}`: rules and numbers there are set in the colour "
                "of the letters",
                _ratio(ratio, _LARGE),
                "Choose another accent where that is not meant.",
            )


def _logos(brand: Brand) -> Iterator[Finding]:
    marks = {}
    for name, logo, tone in (
        ("logo", brand.logo, TextTone.LIGHT),
        ("logo_dark", brand.logo_dark, TextTone.DARK),
    ):
        if logo is None or (name == "logo_dark" and logo == brand.logo):
            continue
        try:
            marks[name] = brand.mark(tone)
        except ProductionError as error:
            yield _of_error(name, error)
            return
    for name, mark in marks.items():
        if mark is not None:
            yield from _file(brand, name, mark)
    if not marks or any(mark and not mark.transparent for mark in marks.values()):
        return
    for name in ("background", "light", "dark"):
        _, read = brand.logo_on(luminance_of(getattr(brand.tokens, name)))
        if read < READABLE:
            yield Finding(
                name == "background",
                "logo",
                f"it is not read on `{name}`, and left out there",
                f"{read:.0%} of it stands out; {READABLE:.0%} at least",
                "Name a light version as `logo` and a dark one as `logo_dark`.",
            )


def _file(brand: Brand, name: str, mark: Mark) -> Iterator[Finding]:
    size = f"{mark.width} x {mark.height} pixels"
    if not mark.transparent:
        on = f"a ground of {mark.ground}" if mark.ground else "no ground, it is a photograph"
        yield Finding(
            True,
            name,
            "the file is not transparent: over a picture it would be a box, so that only cards "
            "of the brand's own show it",
            on,
            "Save it as PNG with a transparent background, or as SVG.",
        )
    corner = logo_corner(brand, LARGEST.canvas, LARGEST.safe)
    space = brand.tokens.logo_space
    high = (corner.bottom - corner.top) * LARGEST.canvas.height / (1 + 2 * space)
    if not mark.vector and min(mark.width, mark.height) * MOST_ENLARGED < high * min(
        1.0, mark.width / mark.height
    ):
        yield Finding(
            True,
            name,
            "it is too small for the corner of a film of 1080 lines, and soft there",
            f"{size}; {high / MOST_ENLARGED:.0f} high at least",
            "Export it larger, 1000 pixels wide or more, or as SVG.",
        )
    elif not mark.vector and max(mark.width, mark.height) * MOST_ENLARGED < _on_cards(mark):
        yield Finding(
            False,
            name,
            "a card of 1080 lines shows it smaller than it could",
            f"{size}; {_on_cards(mark) / MOST_ENLARGED:.0f} along its longer side fill it",
            "Export it larger, or as SVG.",
        )


def _on_cards(mark: Mark) -> float:
    """The longer side, in pixels, that the logo has on a card of 1080 lines."""
    area = 0.05 * LARGEST.canvas.width * LARGEST.canvas.height
    aspect = max(mark.width / mark.height, mark.height / mark.width)
    return float((area * aspect) ** 0.5)


def _fonts(brand: Brand, locales: Iterable[str]) -> Iterator[Finding]:
    own = [font.path for font in brand.fonts]
    for locale in locales:
        letters = letters_of(locale)
        try:
            runs(letters, own)
        except RowError as error:
            yield _of_error(f"fonts, {locale}", error)
            continue
        missing = uncovered(letters, own) if own else ""
        share = sum(map(str.isalpha, missing)) / max(1, sum(map(str.isalpha, letters)))
        if missing and share < 0.5:
            yield Finding(
                True,
                f"fonts, {locale}",
                "characters of the language are missing, so that words are set in two fonts",
                " ".join(missing[:_SHOWN]) + (" ..." if len(missing) > _SHOWN else ""),
                "Use a version of the font that has them, or name a second font for them.",
            )
        elif missing:
            yield Finding(
                False,
                f"fonts, {locale}",
                "the brand's fonts do not write this language: a shipped font does",
                "",
                "Name a font for it under `fonts`.",
            )


def _cards(brand: Brand, locales: Iterable[str]) -> Iterator[Finding]:
    said = brand.settings
    for name, card in (("intro", brand.intro), ("end_card", brand.end_card)):
        if card is not None and card.picture is not None:
            yield from _picture(name, card.picture.path)
    if not said.legal:
        return
    for locale in locales:
        line = said.legal_in(locale)
        if not line:
            yield Finding(
                True,
                "legal",
                "there is no legal line in a language of the films",
                locale,
                f"Write legal: {{{locale}: ...}}.",
            )
            continue
        for shape in SHAPES:
            try:
                layer = legal_layer(line, locale, brand.card_ground())
                lay_out([layer], shape.canvas, shape.safe, brand)
            except CallsheetError as error:
                yield _of_error(f"legal, {shape.name}", error)
                break


def _picture(name: str, path: Path) -> Iterator[Finding]:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - heavy

    try:
        with Image.open(path) as picture:
            width, height = picture.size
    except (OSError, UnidentifiedImageError) as error:
        yield Finding(True, name, "it is no picture", f"{path}: {error}", "Save it as PNG.")
        return
    if min(width, height) < LARGEST.canvas.height:
        yield Finding(
            False,
            name,
            "it is smaller than a film of 1080 lines, and stands within it",
            f"{width} x {height} pixels",
            "Export it at 1920 x 1080 or more.",
        )


def _music(brand: Brand) -> Iterator[Finding]:
    for recording in brand.recordings:
        path = recording.file.path
        try:
            silent = measure(path).silent
        except EncodeError as error:
            yield _of_error("music", error)
            continue
        if silent:
            yield Finding(True, "music", "it is silent", path.name, "Choose another recording.")
    moods = {one.mood for one in brand.recordings} - {""}
    if moods and brand.settings.mood and brand.settings.mood.lower() not in moods:
        yield Finding(
            True,
            "mood",
            "no recording has it",
            brand.settings.mood,
            f"Use one of: {', '.join(sorted(moods))}.",
        )


def _missing(brand: Brand) -> Iterator[Finding]:
    said = brand.settings
    lacks = (
        ("name", said.name, "rows that name no brand have none", "Say name: NAME."),
        ("logo", brand.logo, "films show no mark", "Say logo: logo.png."),
        ("fonts", brand.fonts, "films are set in Source Sans Pro", "Say fonts: [own.ttf]."),
        (
            "music",
            brand.recordings,
            "films have a voice and nothing under it",
            "Say music: bed.m4a.",
        ),
        (
            "end_card",
            brand.end_card,
            "films close on their last shot, without the brand",
            "Say end_card: designed, or name a picture.",
        ),
    )
    for name, there, what, remedy in lacks:
        if not there:
            yield Finding(False, name, f"not said: {what}", "", remedy)
    if brand.end_card and not brand.end_card.picture and not said.address:
        what = "not said: the end card shows the logo alone"
        yield Finding(False, "address", what, "", "Say address: shop.example.")


def _of_error(part: str, error: CallsheetError) -> Finding:
    return Finding(True, part, error.what, error.where, error.remedy)


def _ratio(found: float, wanted: float) -> str:
    return f"contrast {found:.1f}:1; {wanted:g}:1 at least"
