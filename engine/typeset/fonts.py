"""Fonts: which files set which characters.

It knows files and characters; neither sizes nor layouts. A character that no font covers is an
error: boxes instead of letters are never drawn.
"""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["assert_covered", "families", "load"]

_LATIN = "Source Sans Pro"
_CJK = "Noto Sans CJK SC"
_WEIGHTS = ("Light", "Regular", "Semibold", "Bold", "Black")
_IGNORED = frozenset("\n\r\t\u00a0\u200b\u200d\ufe0f\u2060")
"""Characters that draw nothing."""


def families(own: Iterable[Path], text: str) -> str:
    """The font families that set `text`, first choice first, as Pango reads them.

    `own` are the brand's files. Raises RowError (GLYPH) for a character that none covers.
    """
    chosen = [_family(path) for path in own]
    chosen += [_LATIN]
    if _cjk() and _uncovered(text, [*own, _latin()]):
        chosen.append(_CJK)
    missing = assert_covered(own, text)
    return ", ".join(dict.fromkeys([*chosen, *missing]))


def assert_covered(own: Iterable[Path], text: str) -> tuple[str, ...]:
    """The families of system fonts that `text` needs beside the brand's and the shipped ones.

    Raises RowError (GLYPH) naming the first character that no font here covers.
    """
    shipped = [*own, _latin(), *([cjk] if (cjk := _cjk()) else [])]
    left = _uncovered(text, shipped)
    helped = []
    for path in _system_fonts() if left else ():
        if covered := left & _covered(path):
            load(path)
            helped.append(_family(path))
            left -= covered
        if not left:
            break
    if left:
        character = min(left)
        raise RowError(
            Code.GLYPH,
            f"no font here has the character {character!r} (U+{ord(character):04X})",
            f"text {text!r}",
            "Install callsheet[cjk] for Chinese and Japanese, or name a font under brand.fonts.",
        )
    return tuple(helped)


@functools.cache
def load(path: Path) -> None:
    """Make a font file known to Pango, once per process."""
    import pyvips  # noqa: PLC0415 - a native library

    pyvips.Image.text(".", fontfile=str(path))


@functools.cache
def load_shipped() -> None:
    """Make the shipped fonts known to Pango, once per process."""
    for weight in _WEIGHTS:
        load(_latin(weight))
    if cjk := _cjk():
        load(cjk)


def _uncovered(text: str, files: Iterable[Path]) -> set[str]:
    left = {letter for letter in text if letter not in _IGNORED and not letter.isspace()}
    for path in files:
        if not left:
            break
        left -= _covered(path)
    return left


@functools.cache
def _covered(path: Path) -> frozenset[str]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(map(chr, font.getBestCmap()))


@functools.cache
def _family(path: Path) -> str:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy

    with TTFont(path, lazy=True, fontNumber=0) as font:
        return str(font["name"].getBestFamilyName())


def _latin(weight: str = "Regular") -> Path:
    return _package("font_source_sans_pro") / "files" / f"SourceSansPro-{weight}.ttf"


@functools.cache
def _cjk() -> Path | None:
    if importlib.util.find_spec("mplfonts") is None:
        return None
    return _package("mplfonts") / "fonts" / "NotoSansCJKsc-Regular.otf"


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"the package {name} is not installed, though it is required")
    return Path(next(iter(spec.submodule_search_locations)))


def _system_fonts() -> Iterator[Path]:
    """Fonts of this machine, where such systems keep them."""
    home = Path.home()
    places = {
        "darwin": (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"),
        "win32": (Path("C:/Windows/Fonts"),),
    }.get(sys.platform, (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts"))
    for place in places:
        for suffix in ("ttf", "otf", "ttc"):
            yield from sorted(place.rglob(f"*.{suffix}"))
