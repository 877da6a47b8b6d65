"""Fonts: which font file sets which character.

It knows files and characters; neither sizes nor layouts. A character that no font covers is an
error: boxes instead of letters are never drawn.
"""

from __future__ import annotations

import functools
import importlib.util
import math
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from engine.typeset.lines import CJK_PUNCTUATION, is_cjk, reads_as_cjk
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["ascent_of", "family_of", "load", "mono", "runs", "uncovered", "widths_of"]

_WEIGHTS = ("Light", "Regular", "Semibold", "Bold")
_OUTLINES = ("glyf", "CFF ", "CFF2")
"""Fonts without outlines (colour bitmaps, as emoji often are) cannot be drawn in one colour."""


def runs(text: str, own: Sequence[Path]) -> tuple[tuple[Path, str], ...]:
    """`text` in stretches of one font file each: the brand's `own` first, then the shipped ones.

    Latin is set in Source Sans Pro and Chinese in Noto Sans CJK SC; quotation marks and dashes
    beside Chinese belong to the Chinese. Raises RowError (GLYPH) naming the first character that no
    font on this machine covers.
    """
    chain = [*own, *_shipped()]
    if left := set(uncovered(text, chain)):
        chain += _helpers(text, left)
    chosen = [_font_for(text, n, chain) for n in range(len(text))]
    settled = _settled(chosen, default=chain[0])
    grouped = groupby(zip(settled, text, strict=True), key=lambda pair: pair[0])
    return tuple((font, "".join(letter for _, letter in group)) for font, group in grouped)


def uncovered(text: str, fonts: Iterable[Path]) -> str:
    """The characters of `text`, in order and once each, that none of the font files draws."""
    left = dict.fromkeys(letter for letter in text if not _draws_nothing(letter))
    for path in fonts:
        if not left:
            break
        left = dict.fromkeys(letter for letter in left if letter not in _covered(path))
    return "".join(left)


class _Widths(dict[str, float]):
    """By letter, the most that any weight of its font takes, as a share of the type's size.

    Infinite for a letter that neither the brand's own fonts nor the shipped ones draw.
    """

    def __init__(self, own: tuple[Path, ...]) -> None:
        super().__init__()
        self._chain = (*own, *_shipped())

    def __missing__(self, letter: str) -> float:
        self[letter] = width = self._widest(letter)
        return width

    def _widest(self, letter: str) -> float:
        if _draws_nothing(letter) and not letter.isspace():
            return 0.0
        having = (path for path in self._chain if letter in _covered(path))
        # It is set in the first that has it; only marks beside Chinese are the Chinese font's.
        files = list(having if letter in CJK_PUNCTUATION else islice(having, 1))
        if _latin() in files:
            files += [_latin(weight) for weight in _WEIGHTS]
        return max((_advance_of(path, letter) for path in files), default=math.inf)


@functools.cache
def widths_of(own: tuple[Path, ...]) -> Mapping[str, float]:
    """How wide each letter is at most in the brand's `own` fonts and the shipped ones.

    As shares of the type's size, without kerning; infinite where none of those fonts draws it.
    """
    return _Widths(own)


@functools.cache
def load(path: Path) -> None:
    """Make a font file known to Pango, once per process."""
    import pyvips  # noqa: PLC0415 - a native library

    pyvips.Image.text(".", fontfile=str(path))
    if path == _latin():
        for weight in _WEIGHTS:
            pyvips.Image.text(".", fontfile=str(_latin(weight)))


@functools.cache
def family_of(path: Path) -> str:
    """The family that fontconfig knows the file by."""
    with _opened(path) as font:
        return str(font["name"].getBestFamilyName())


@functools.cache
def ascent_of(path: Path) -> float:
    """From the baseline to the top of a line, as a share of the type's size (OpenType hhea)."""
    with _opened(path) as font:
        return float(font["hhea"].ascent / font["head"].unitsPerEm)


def _advance_of(path: Path, letter: str) -> float:
    font, names = _measured(path)
    return float(font["hmtx"][names[ord(letter)]][0] / font["head"].unitsPerEm)


@functools.cache
def _measured(path: Path) -> tuple[Any, Mapping[int, str]]:
    """The font, kept open, and its names of characters."""
    font = _opened(path)
    return font, font.getBestCmap()


def _font_for(text: str, at: int, chain: Sequence[Path]) -> Path | None:
    """The first font of the chain that covers the character; None where any will do."""
    letter = text[at]
    if _draws_nothing(letter):
        return None
    cjk = _cjk()
    if cjk in chain and letter in CJK_PUNCTUATION and reads_as_cjk(text, at):
        return cjk
    return next(path for path in chain if letter in _covered(path))


def _settled(chosen: Sequence[Path | None], default: Path) -> Iterator[Path]:
    """Every character with a font: spaces go with what stands before them."""
    current = next((path for path in chosen if path), default)
    for path in chosen:
        current = path or current
        yield current


def _helpers(text: str, left: set[str]) -> list[Path]:
    """Fonts of this machine for what the chain does not cover. Raises RowError (GLYPH)."""
    found = []
    for path in _system_fonts():
        if left & _covered(path):
            found.append(path)
            left = left - _covered(path)
        if not left:
            return found
    character = next(letter for letter in text if letter in left)
    name = unicodedata.name(character, "unnamed")
    remedy = (
        "Install callsheet[cjk], or name a font that has it under brand.fonts."
        if is_cjk(character)
        else "Name a font that has it under brand.fonts, or leave it out."
    )
    raise RowError(
        Code.GLYPH,
        f"no font here can draw {character!r} (U+{ord(character):04X} {name})",
        f"text {text!r}",
        remedy,
    )


def _draws_nothing(letter: str) -> bool:
    """Spaces, line ends, joiners and other invisible format characters."""
    return letter.isspace() or unicodedata.category(letter) in {"Cf", "Cc"} or letter == "\ufe0f"


@functools.cache
def _covered(path: Path) -> frozenset[str]:
    with _opened(path) as font:
        drawable = any(table in font for table in _OUTLINES)
        return frozenset(map(chr, font.getBestCmap() or ())) if drawable else frozenset()


def _opened(path: Path) -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy

    return TTFont(path, lazy=True, fontNumber=0)


@functools.cache
def _shipped() -> tuple[Path, ...]:
    cjk = _cjk()
    return (_latin(), cjk) if cjk else (_latin(),)


@functools.cache
def _latin(weight: str = "Regular") -> Path:
    folder = _package("font_source_sans_pro")
    if folder is None:
        raise RuntimeError("the package font-source-sans-pro is not installed: run pip install")
    return folder / "files" / f"SourceSansPro-{weight}.ttf"


@functools.cache
def mono() -> tuple[Path, ...]:
    """DejaVu Sans Mono, whose letters have one width: as matplotlib carries it (the extra `cjk`
    brings it), or else of this machine; none where neither has it.
    """
    name, folder = "DejaVuSansMono.ttf", _package("matplotlib")
    own = folder / "mpl-data" / "fonts" / "ttf" / name if folder else None
    if own is not None and own.is_file():
        return (own,)
    return tuple(path for path in _system_fonts() if path.name == name)[:1]


@functools.cache
def _cjk() -> Path | None:
    """Noto Sans CJK SC where the extra `cjk` is installed. Its SimHei beside it is not free."""
    folder = _package("mplfonts")
    return folder / "fonts" / "NotoSansCJKsc-Regular.otf" if folder else None


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


@functools.cache
def _system_fonts() -> tuple[Path, ...]:
    """Fonts of this machine, where such systems keep them."""
    home = Path.home()
    places = {
        "darwin": (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"),
        "win32": (Path("C:/Windows/Fonts"),),
    }.get(sys.platform, (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts"))
    return tuple(
        path
        for place in places
        for suffix in ("ttf", "otf", "ttc")
        for path in sorted(place.rglob(f"*.{suffix}"))
    )
