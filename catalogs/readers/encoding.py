"""Encoding: which characters a text file's bytes stand for, by all of its bytes; and its lines.

It does not know what the lines hold. Detectors that guess by frequencies are not asked: on cells of
a few words, charset-normalizer took every second Western text for Windows-1250.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalogs.readers.reader import Source
from catalogs.readers.sheets import Rank
from schemas.errors import CatalogError, ProductionError
from schemas.locale import fallbacks

__all__ = ["LONGEST_LINE", "Encoding", "TextHints", "encoding_of", "lines"]

_CHUNK = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""UTF-32's marks stand before UTF-16's, because one begins with the other."""
_CODE_PAGES = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "sl", "hr", "bs", "sq"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn"), "cp1251"),
    "el": "cp1253",
    "tr": "cp1254",
    "az": "cp1254",
    "he": "cp1255",
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    "vi": "cp1258",
    "th": "cp874",
    "ja": "cp932",
    "ko": "cp949",
    "zh": "gb18030",
    "zh-tw": "big5",
    "zh-hk": "big5",
    "zh-hant": "big5",
}
"""The code page that Windows has for a language (its "ANSI" one, in which Excel saves CSV)."""
_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "mac-roman": "Mac Roman",
}
_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]{4,}")
_MAC = re.compile(rb"[A-Za-z](?![\x85\x92\x96\x97\x9a\x9c\x9e])[\x80-\x9f][a-z]")
"""What Mac Roman writes within words; Windows-1252 has signs there that stand beside words."""
LONGEST_LINE = 32 * 1024 * 1024
"""Characters. Memory stays bounded when a binary file without line ends is called `.csv`."""


@dataclass(frozen=True, slots=True)
class TextHints:
    """What is said about a table: its encoding, if any, the language of its rows, which names of
    columns are known (`rank`), and whether XML is read that is not well-formed.
    """

    encoding: str | None = None
    locale: str = "en"
    rank: Rank = lambda _names: 0
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec of Python's, how it meets bytes that are no characters, and what to tell of it."""

    codec: str
    errors: str = "strict"
    note: str = ""

    def __str__(self) -> str:
        """As people know it: `UTF-8`, `Windows-1252`."""
        if self.codec.startswith("cp125"):
            return f"Windows-{self.codec[2:]}"
        return _NAMES.get(self.codec, self.codec.upper())


def encoding_of(source: Source, hints: TextHints) -> Encoding:
    """The encoding of a text file: as it is said, or by its mark, or as what all its bytes are.

    Without a mark: UTF-16 where every second byte is zero; UTF-8, also where a few of its
    characters are broken (their rows are rejected); the code page of the rows' language, which is
    Windows-1252 for most; Mac Roman. Raises CatalogError where it is none of these or not as said.
    """
    if hints.encoding is not None:
        return _said(source, hints.encoding)
    with source.open() as file:
        start = file.read(4096)
    for mark, codec in _MARKS.items():
        if start.startswith(mark):
            if codec == "utf-8-sig":
                return Encoding(codec, "replace", _damage(source))
            return Encoding(codec, "replace", f"the file is {codec.upper()}")
    for codec, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if len(start) > 3 and zeros.count(0) > 0.6 * len(zeros) and start.count(0) <= len(zeros):
            return Encoding(codec, "replace", "the file is UTF-16")
    if _decodes(source, "utf-8"):
        return Encoding("utf-8")
    if damage := _damage(source):
        return Encoding("utf-8", "replace", damage)
    return _code_page(source, hints.locale)


def lines(source: Source, encoding: Encoding) -> Iterator[str]:
    r"""The source's lines with their ends (`\n`, `\r\n` or `\r`), a byte order mark removed.

    Raises CatalogError for NUL characters and endless lines; the column is counted in characters
    from 1.
    """
    number = 0
    with (
        source.open() as file,
        io.TextIOWrapper(file, encoding.codec, encoding.errors, newline="") as text,
    ):
        while line := text.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                raise CatalogError(
                    f"{source.name} has a line of more than {LONGEST_LINE >> 20} MiB",
                    f"line {number}",
                    "Is it a text file? Export the catalog as CSV in UTF-8.",
                )
            if "\0" in line:
                raise CatalogError(
                    f"{source.name} holds a NUL byte",
                    f"line {number}, column {line.index(chr(0)) + 1}",
                    "The file is damaged or not a text file: export the catalog again.",
                )
            yield line


def _said(source: Source, name: str) -> Encoding:
    try:
        codec = codecs.lookup(name).name
    except LookupError as error:
        raise ProductionError(
            "the production names an encoding that is not known",
            f"catalog.encoding is {name!r}",
            "Write, for instance, utf-8, cp1252, cp1251 or shift_jis.",
        ) from error
    codec = "utf-8-sig" if codec == "utf-8" else codec
    if not _decodes(source, codec):
        raise CatalogError(
            f"{source.name} is not {name}",
            f"catalog.encoding is {name!r}",
            "Leave it out, and callsheet finds it out; or write another.",
        )
    return Encoding(codec)


def _decodes(source: Source, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with source.open() as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _damage(source: Source) -> str:
    """What to tell where the file is UTF-8 but for a few bytes; empty where it is not, or whole."""
    good = broken = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with source.open() as file:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            broken += text.count("\ufffd")
            good += len(text.encode("utf-16-le")) // 2 - len(text.encode("ascii", "ignore"))
    good -= broken
    broken += decoder.decode(b"", final=True).count("\ufffd")
    if not broken or good < 4 * broken:
        return ""
    return (
        f"the file is UTF-8 with {broken} broken characters: the rows that hold them are rejected"
    )


def _code_page(source: Source, locale: str) -> Encoding:
    """The encoding from before Unicode; Raises CatalogError where letters would come out wrong."""
    page = next((_CODE_PAGES[one] for one in fallbacks(locale) if one in _CODE_PAGES), "cp1252")
    high = runs = mac = 0
    with source.open() as file:
        while chunk := file.read(_CHUNK):
            high += len(_HIGH.findall(chunk))
            runs += sum(map(len, _RUN.findall(chunk)))
            mac += len(_MAC.findall(chunk))
    if page == "cp1252" and mac > high / 4:
        page = "mac-roman"
    # Western words have an accent here and there; other scripts are all high bytes.
    if (page == "cp1252" and runs > high / 2) or not _decodes(source, page):
        raise CatalogError(
            f"{source.name} is in an encoding that cannot be told from its bytes",
            f"it is neither UTF-8 nor {Encoding(page)}",
            "Say `locale:` (its language) or `catalog: {file: ..., encoding: ...}`, for instance "
            "cp1251 or shift_jis; or save it as UTF-8.",
        )
    found = Encoding(page)
    note = f"the file is not UTF-8: read as {found}; if letters look wrong, say `encoding:`"
    return Encoding(page, note=note)
