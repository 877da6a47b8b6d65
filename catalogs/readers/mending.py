"""Mending: the items of XML that is not well-formed, each by itself: one fault costs one row.

It does not know what an element means, nor reads what stands between items.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from catalogs.readers.reader import Fault, Source
from schemas.errors import CatalogError

__all__ = ["Item", "mended_items"]

Item = dict[str, list[str]]
_CHUNK = 1 << 16
_MOST_TEXT = 16 * 1024 * 1024
_LONGEST_TAG = 256
"""Characters of the beginning of an item's tag, which two pieces may share."""
_LITERAL = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)")
_ENTITY = re.compile(r"&(?:#\d+;|#x[0-9a-fA-F]+;|(\w+);)?")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_BARE = re.compile(r"<(?![/!?A-Za-z_])")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def mended_items(
    source: Source, names: frozenset[str], parse: Callable[[str], Item]
) -> Iterator[Item | Fault]:
    """Every element of those local names, as `parse` reads it, or why it cannot be read.

    Bare `&` and `<`, entities of HTML and characters that XML forbids are mended. Raises
    CatalogError for an item of more than 16 MiB.
    """
    begins = re.compile(rf"<((?:\w+:)?(?:{'|'.join(sorted(names))}))(?=[\s>])", re.IGNORECASE)
    held, line = "", 1
    for piece in _text(source):
        held += piece
        while begun := begins.search(held):
            end = held.find(f"</{begun[1]}>", begun.end())
            if end < 0:
                break
            line += held.count("\n", 0, begun.start())
            end += len(begun[1]) + 3
            whole = held[begun.start() : end]
            yield _read(whole, line, parse)
            line += whole.count("\n")
            held = held[end:]
        if not begun:
            cut = max(0, len(held) - _LONGEST_TAG)
            line += held.count("\n", 0, cut)
            held = held[cut:]
        elif len(held) > _MOST_TEXT:
            raise CatalogError(
                f"{source.name} has an item of more than {_MOST_TEXT >> 20} MiB",
                f"line {line}",
                "Close it, or leave it out.",
            )
    if begun := begins.search(held):
        line += held.count("\n", 0, begun.start())
        yield Fault(f"the item that begins on line {line} has no end", "Close it.")


def _text(source: Source) -> Iterator[str]:
    with source.open() as file:
        start = file.read(_CHUNK)
        found = _DECLARED.search(start[:200])
        name = found[1].decode() if found else "utf-8"
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            name = "utf-16"
        try:
            decoder = codecs.getincrementaldecoder(name)("replace")
        except LookupError:
            decoder = codecs.getincrementaldecoder("utf-8")("replace")
        chunk = start
        while chunk:
            yield decoder.decode(chunk)
            chunk = file.read(_CHUNK)
        yield decoder.decode(b"", final=True)


def _read(whole: str, line: int, parse: Callable[[str], Item]) -> Item | Fault:
    try:
        return parse(whole)
    except expat.ExpatError:
        pass
    try:
        return parse("".join(map(_mended, _LITERAL.split(_FORBIDDEN.sub("", whole)))))
    except expat.ExpatError as error:
        words = expat.ErrorString(error.code)
        return Fault(
            f"its XML is not well-formed: {words} on line {line + error.lineno - 1}",
            "Mend it there: every element needs its end.",
        )


def _mended(part: str) -> str:
    """A part of an item; what is literal (CDATA) stays as it is."""
    if part.startswith("<![CDATA["):
        return part
    return _BARE.sub("&lt;", _ENTITY.sub(_entity, part))


def _entity(found: re.Match[str]) -> str:
    """XML's own entities stay; HTML's are their characters; whatever else is an ampersand."""
    if found[0] == "&":
        return "&amp;"
    name = found[1]
    if name is None or name in _OWN:
        return found[0]
    shown = html.unescape(found[0])
    return shown if shown != found[0] else f"&amp;{name};"
